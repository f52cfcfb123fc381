import type { CommittedFile } from '../../support/git-repository.ts';
import {
  definitionFiles,
  kustomizationYaml,
  monitorYaml,
} from '../../support/monitoring-repository.ts';

export const dashboard = (expression: string, threshold: number, uid = 'queries'): string =>
  `${JSON.stringify(
    {
      uid,
      title: 'Queries',
      schemaVersion: 42,
      panels: [
        {
          id: 1,
          type: 'timeseries',
          title: 'QPS',
          targets: [{ refId: 'A', expr: expression }],
          fieldConfig: {
            defaults: { thresholds: { steps: [{ value: threshold, color: 'red' }] } },
          },
        },
      ],
    },
    null,
    2,
  )}\n`;

export const role = (
  verbs: string,
  resources: string,
): string => `apiVersion: rbac.authorization.k8s.io/v1
kind: Role
metadata:
  name: viewer
rules:
- apiGroups: [""]
  resources: [${resources}]
  verbs: [${verbs}]
`;

export const production = (extra: string, resources: readonly string[] = []): string =>
  `${kustomizationYaml('monitoring', ['namespace.yaml', 'monitor.yaml', 'role.yaml', ...resources])}${extra}`;

export const generators = (password: string): string => `configMapGenerator:
- name: dashboards
  files: [queries.json]
secretGenerator:
- name: smtp
  literals: [password=${password}]
`;

/** Definitions, a production overlay with a bit of everything, and a staging overlay. */
export async function monitoringFiles(): Promise<Readonly<Record<string, CommittedFile>>> {
  const definitions = await definitionFiles();
  return {
    'overlays/definitions/tidbmonitors.yaml': definitions['crd/tidbmonitors.yaml'] ?? '',
    'overlays/definitions/kustomization.yaml': 'resources:\n- tidbmonitors.yaml\n',
    'overlays/production/kustomization.yaml': production(generators('first')),
    'overlays/production/namespace.yaml':
      'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: monitoring\n',
    'overlays/production/monitor.yaml': monitorYaml('basic', { clusterNamespace: 'tidb' }),
    'overlays/production/role.yaml': role('get, list', 'pods'),
    'overlays/production/queries.json': dashboard(
      'sum(rate(tidb_executor_statement_total[1m]))',
      80,
    ),
    'overlays/staging/kustomization.yaml': kustomizationYaml('staging', ['settings.yaml']),
    'overlays/staging/settings.yaml':
      'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: info\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: staging\n',
  };
}
