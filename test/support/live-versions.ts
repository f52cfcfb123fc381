import type { Kubectl } from './kubectl.ts';

const monitoringKinds =
  'configmaps,secrets,services,serviceaccounts,roles,rolebindings,statefulsets,tidbmonitors,ingresses';

/** The resource version of every object of a namespace that a test may change, by `kind/name`. */
export async function liveVersions(
  kubectl: Kubectl,
  namespace: string,
  kinds = monitoringKinds,
): Promise<Record<string, string>> {
  const text = await kubectl(['get', kinds, '-n', namespace, '-o', 'json']);
  const { items } = JSON.parse(text) as {
    readonly items: readonly {
      readonly kind: string;
      readonly metadata: { readonly name: string; readonly resourceVersion: string };
    }[];
  };
  const mine = items.filter(({ metadata }) => !/^(kube-root-ca\.crt|default)$/.test(metadata.name));
  return Object.fromEntries(
    mine.map(({ kind, metadata }) => [`${kind}/${metadata.name}`, metadata.resourceVersion]),
  );
}

/** The names whose versions differ between two looks: changed, new, or gone. */
export function changedBetween(
  before: Readonly<Record<string, string>>,
  after: Readonly<Record<string, string>>,
): string[] {
  const names = new Set([...Object.keys(before), ...Object.keys(after)]);
  return [...names].filter((name) => before[name] !== after[name]).sort();
}
