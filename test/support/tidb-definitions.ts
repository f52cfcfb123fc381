import type { Kubectl } from './kubectl.ts';

const plurals = { TidbCluster: 'tidbclusters', DMCluster: 'dmclusters' } as const;

/**
 * Defines TidbCluster and DMCluster, as tidb-operator does but without their
 * fields, and TidbMonitor from `base/crd`; waits until they are served.
 */
export async function defineTidbKinds(kubectl: Kubectl, root: string): Promise<void> {
  // Others may define the same at the same time: nobody minds who was first.
  const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=tests'];
  await kubectl([...apply, '-k', `${root}/base/crd`]);
  const definitions = Object.entries(plurals).map(([kind, plural]) => definition(kind, plural));
  await kubectl(
    [...apply, '-f', '-'],
    JSON.stringify({ apiVersion: 'v1', kind: 'List', items: definitions }),
  );
  const names = ['tidbmonitors', ...Object.values(plurals)];
  // A definition that is brand-new has no conditions yet, which makes `--for=condition` fail.
  for (const state of ['jsonpath={.status.acceptedNames.kind}', 'condition=Established']) {
    await kubectl(['wait', `--for=${state}`, ...names.map((name) => `crd/${name}.pingcap.com`)]);
  }
}

function definition(kind: string, plural: string) {
  const anything = { type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.pingcap.com` },
    spec: {
      group: 'pingcap.com',
      scope: 'Namespaced',
      names: { kind, listKind: `${kind}List`, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: 'v1alpha1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: anything },
        },
      ],
    },
  };
}
