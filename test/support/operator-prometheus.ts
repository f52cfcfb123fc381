import { execFile } from 'node:child_process';
import { join } from 'node:path';
import type { Manifest } from '../../src/model/manifest.ts';
import { ensureTools } from '../envtest/ensure.ts';
import { surroundings } from '../envtest/surroundings.ts';
import { operatorTools } from '../envtest/tool-set.ts';

/** What the Prometheus operator mounts into the pods of a Prometheus. */
export interface OperatorPrometheus {
  /** The text of `prometheus.yml`. */
  readonly config: string;
  /** The files below `/etc/prometheus/certs`, in base64 by name. */
  readonly assets: Readonly<Record<string, string>>;
  /** Why it ignores a monitor, by the monitor's namespace and name. */
  readonly rejected: Readonly<Record<string, string>>;
}

/**
 * What the operator's own code makes of PodMonitors and ServiceMonitors, and of
 * the Secrets and ConfigMaps that they name.
 */
export async function operatorPrometheus(items: readonly Manifest[]): Promise<OperatorPrometheus> {
  const program = join(await ensureTools(operatorTools, surroundings), 'scrape-config');
  return new Promise((resolve, reject) => {
    const child = execFile(program, { maxBuffer: 16 * 1024 * 1024 }, (error, stdout, stderr) => {
      if (error === null) resolve(JSON.parse(stdout) as OperatorPrometheus);
      else reject(new Error(`scrape-config: ${stderr.trim() || error.message}`));
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(JSON.stringify({ items }));
  });
}

/** As much of the operator's definition as it takes to have PodMonitors. */
export const POD_MONITOR_DEFINITION: Manifest = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  metadata: { name: 'podmonitors.monitoring.coreos.com' },
  spec: {
    group: 'monitoring.coreos.com',
    names: { kind: 'PodMonitor', plural: 'podmonitors', singular: 'podmonitor' },
    scope: 'Namespaced',
    versions: [
      {
        name: 'v1',
        served: true,
        storage: true,
        schema: {
          openAPIV3Schema: {
            type: 'object',
            properties: {
              spec: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true },
            },
          },
        },
      },
    ],
  },
};
