import type { Manifest } from '../../../src/model/manifest.ts';

/** As much of tidb-operator's definitions as it takes to have its clusters. */
export const CLUSTER_DEFINITIONS: readonly Manifest[] = [
  definition('TidbCluster', 'tidbclusters'),
  definition('DMCluster', 'dmclusters'),
];

function definition(kind: string, plural: string): Manifest {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.pingcap.com` },
    spec: {
      group: 'pingcap.com',
      names: { kind, plural, singular: kind.toLowerCase() },
      scope: 'Namespaced',
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: { type: 'object', properties: { spec: anything, status: anything } },
          },
        },
      ],
    },
  };
}
