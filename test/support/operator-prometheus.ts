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

/** As much of the operator's definitions as it takes to have PodMonitors and ServiceMonitors. */
export const OPERATOR_DEFINITIONS: readonly Manifest[] = ['PodMonitor', 'ServiceMonitor'].map(
  (kind) => ({
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${kind.toLowerCase()}s.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      names: { kind, plural: `${kind.toLowerCase()}s`, singular: kind.toLowerCase() },
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
  }),
);
