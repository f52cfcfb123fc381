import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { CommittedFile } from './git-repository.ts';

const root = join(import.meta.dirname, '../..');

/** A TidbMonitor with the fields a test changes. */
export function monitorYaml(
  name: string,
  fields: {
    readonly logLevel?: string;
    readonly clusterScoped?: boolean;
    readonly namespace?: string;
    /** Where the monitored cluster is, when it is not where the monitor is. */
    readonly clusterNamespace?: string;
  } = {},
): string {
  const { logLevel = 'info', clusterScoped = false, namespace, clusterNamespace } = fields;
  return `apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata:
  name: ${name}
${namespace === undefined ? '' : `  namespace: ${namespace}\n`}spec:
${clusterScoped ? '  clusterScoped: true\n' : ''}  clusters:
  - name: ${name}
${clusterNamespace === undefined ? '' : `    namespace: ${clusterNamespace}\n`}  prometheus:
    baseImage: prom/prometheus
    version: v2.49.1
    logLevel: ${logLevel}
  grafana:
    baseImage: grafana/grafana
    version: 7.5.17
  initializer:
    baseImage: pingcap/tidb-monitor-initializer
    version: v8.5.3
  reloader:
    baseImage: pingcap/tidb-monitor-reloader
    version: v1.0.1
  prometheusReloader:
    baseImage: quay.io/prometheus-operator/prometheus-config-reloader
    version: v0.49.0
`;
}

export function configMapYaml(name: string, value: string): string {
  return `apiVersion: v1
kind: ConfigMap
metadata:
  name: ${name}
data:
  value: "${value}"
`;
}

export function kustomizationYaml(namespace: string, resources: readonly string[]): string {
  return `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
namespace: ${namespace}
resources:
${resources.map((resource) => `- ${resource}\n`).join('')}`;
}

/** The CustomResourceDefinition of TidbMonitor, as this project ships it. */
export async function definitionFiles(): Promise<Record<string, CommittedFile>> {
  const file = 'base/crd/pingcap.com_tidbmonitors.yaml';
  return {
    'crd/tidbmonitors.yaml': await readFile(join(root, file), 'utf8'),
    'crd/kustomization.yaml': 'resources:\n- tidbmonitors.yaml\n',
  };
}
