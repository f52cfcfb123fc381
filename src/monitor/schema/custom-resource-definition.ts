import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { specSchema } from './spec.ts';
import { statusSchema } from './status.ts';
import { structuralSchema } from './structural-schema.ts';

/** Columns of `kubectl get tm`; those of priority 1 show with `-o wide`. */
const PRINTER_COLUMNS: readonly JsonObject[] = [
  column('Ready', 'string', '.status.ready', 'Ready pods of all pods'),
  column('Clusters', 'integer', '.status.clusters', 'Monitored clusters'),
  column('Prometheus', 'string', '.status.prometheusVersion', 'Version of Prometheus'),
  column('Grafana', 'string', '.status.grafanaVersion', 'Version of Grafana'),
  column('Storage', 'string', '.status.storage', 'Size of each volume'),
  column('Revision', 'string', '.status.revision', 'Git revision that is deployed'),
  wide(
    'Status',
    'string',
    '.status.conditions[?(@.type=="Ready")].reason',
    'Why it is (not) ready',
  ),
  wide('Phase', 'string', '.status.phase', 'Phase of the last reconcile'),
  wide('Shards', 'integer', '.status.shards', 'Number of shards'),
  wide('Thanos', 'string', '.status.thanosVersion', 'Version of Thanos'),
  wide('Target', 'string', '.status.target', 'Target that keeps it deployed'),
  wide('Message', 'string', '.status.conditions[?(@.type=="Ready")].message', 'What is going on'),
  column('Age', 'date', '.metadata.creationTimestamp', 'Time since it was created'),
];

/** The CustomResourceDefinition of TidbMonitor. */
export function tidbMonitorDefinition(): Manifest {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'tidbmonitors.pingcap.com' },
    spec: {
      group: 'pingcap.com',
      names: {
        kind: 'TidbMonitor',
        listKind: 'TidbMonitorList',
        plural: 'tidbmonitors',
        singular: 'tidbmonitor',
        shortNames: ['tm'],
      },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          subresources: { status: {} },
          additionalPrinterColumns: PRINTER_COLUMNS,
          schema: {
            openAPIV3Schema: {
              description: 'Prometheus and Grafana for TiDB clusters.',
              type: 'object',
              required: ['spec'],
              properties: {
                apiVersion: { type: 'string' },
                kind: { type: 'string' },
                metadata: { type: 'object' },
                spec: structuralSchema(specSchema),
                status: structuralSchema(statusSchema),
              },
            },
          },
        },
      ],
    },
  };
}

function column(name: string, type: string, jsonPath: string, description: string): JsonObject {
  return { name, type, description, jsonPath };
}

function wide(name: string, type: string, jsonPath: string, description: string): JsonObject {
  return { ...column(name, type, jsonPath, description), priority: 1 };
}
