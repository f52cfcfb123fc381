import type { KubernetesConnection } from '../../kubernetes/connection-options.ts';
import type { Manifest } from '../../model/manifest.ts';

const tidbClusters = [
  { name: 'orders', namespace: 'tidb-orders' },
  { name: 'billing', namespace: 'tidb-billing' },
];

/** Whoever runs the platform: not Tidewatch. */
const fieldManager = 'platform-team';

/**
 * What the production overlay expects of a cluster and is not in Git: the TiDB
 * clusters of other teams, a class of volumes, Grafana's credentials.
 */
export async function preparePlatform({
  cluster,
  discovery,
}: Pick<KubernetesConnection, 'cluster' | 'discovery'>): Promise<void> {
  const apply = async (manifests: readonly Manifest[]) => {
    for (const manifest of manifests) await cluster.apply(manifest, { fieldManager });
  };
  const names = ['tidb-monitoring', ...tidbClusters.map(({ namespace }) => namespace)];
  await apply([storageClass(), tidbClusterDefinition(), ...names.map(namespaceOf)]);
  // What is served has grown by a kind.
  discovery.refresh();
  await apply([grafanaCredentials(), ...tidbClusters.map(tidbClusterOf)]);
}

function namespaceOf(name: string): Manifest {
  const labels = { 'example.com/made-by': fieldManager };
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } };
}

function storageClass(): Manifest {
  return {
    apiVersion: 'storage.k8s.io/v1',
    kind: 'StorageClass',
    metadata: { name: 'fast' },
    provisioner: 'tidewatch.dev/embedded',
    allowVolumeExpansion: true,
  };
}

function grafanaCredentials(): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'grafana-admin', namespace: 'tidb-monitoring' },
    stringData: { username: 'admin', password: 'demo' },
  };
}

/** As much of tidb-operator's definition as it takes to have TidbClusters. */
function tidbClusterDefinition(): Manifest {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: 'tidbclusters.pingcap.com' },
    spec: {
      group: 'pingcap.com',
      scope: 'Namespaced',
      names: {
        kind: 'TidbCluster',
        listKind: 'TidbClusterList',
        plural: 'tidbclusters',
        singular: 'tidbcluster',
        shortNames: ['tc'],
      },
      versions: [
        { name: 'v1alpha1', served: true, storage: true, schema: { openAPIV3Schema: anything } },
      ],
    },
  };
}

function tidbClusterOf({ name, namespace }: (typeof tidbClusters)[number]): Manifest {
  return {
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbCluster',
    metadata: { name, namespace },
    spec: { version: 'v8.5.3', pd: { replicas: 3 }, tikv: { replicas: 3 }, tidb: { replicas: 2 } },
  };
}
