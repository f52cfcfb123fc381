import type { Manifest } from '../model/manifest.ts';
import { BuildError } from './build-error.ts';
import { type Gvk, gvkOf, sortText } from './gvk.ts';
import { FIRST_KINDS, kindRanks, LAST_KINDS } from './kind-order.ts';
import type { SortOptions } from './kustomization.ts';
import type { ResourceList } from './resource-list.ts';

/** Sorts as the kustomization says, or else as the option does. */
export function sortResources(
  list: ResourceList,
  options: SortOptions | undefined,
  order: 'legacy' | 'none',
): void {
  if (options === undefined) {
    if (order === 'legacy') sortLegacy(list, FIRST_KINDS, LAST_KINDS);
    return;
  }
  const wanted = options.order?.text ?? '';
  if (wanted !== 'legacy' && wanted !== 'fifo') {
    throw new BuildError({
      code: 'BAD_SORT_OPTIONS',
      origin: options.order?.node.origin ?? options.origin,
      what: `there is no sort order "${wanted}"`,
      advice: 'write legacy or fifo',
    });
  }
  const { legacySortOptions } = options;
  if (wanted === 'legacy') {
    const first = legacySortOptions?.orderFirst?.map(({ text }) => text) ?? [];
    const last = legacySortOptions?.orderLast?.map(({ text }) => text) ?? [];
    sortLegacy(
      list,
      legacySortOptions ? first : FIRST_KINDS,
      legacySortOptions ? last : LAST_KINDS,
    );
  } else if (legacySortOptions !== undefined) {
    throw new BuildError({
      code: 'BAD_SORT_OPTIONS',
      origin: legacySortOptions.origin,
      what: 'legacySortOptions are set, but the order is fifo',
      advice: 'remove them, or make the order legacy',
    });
  }
}

/** Sorts objects as `kustomize build` does where a kustomization has no `sortOptions`. */
export function sortManifests<Item extends { readonly manifest: Manifest }>(
  items: readonly Item[],
): Item[] {
  const ranks = kindRanks(FIRST_KINDS, LAST_KINDS);
  const ranked = items.map((item) => {
    const { apiVersion, kind, metadata } = item.manifest;
    const { name, namespace = '' } = metadata;
    return { item, ranked: rank(gvkOf(apiVersion, kind), { namespace, name }, ranks) };
  });
  ranked.sort((a, b) => compareRanked(a.ranked, b.ranked));
  return ranked.map(({ item }) => item);
}

interface Ranked {
  readonly rank: number;
  readonly gvk: string;
  readonly kind: string;
  readonly isCoreNamespace: boolean;
  readonly id: string;
}

function sortLegacy(list: ResourceList, first: readonly string[], last: readonly string[]): void {
  const ranks = kindRanks(first, last);
  const ranked = list.items.map((resource) => {
    const { id } = resource;
    return { resource, ranked: rank(id, id, ranks) };
  });
  ranked.sort((a, b) => compareRanked(a.ranked, b.ranked));
  list.reset(ranked.map(({ resource }) => resource));
}

function rank(
  gvk: Gvk,
  object: { readonly namespace: string; readonly name: string },
  ranks: ReadonlyMap<string, number>,
): Ranked {
  const kind = `${gvk.kind || '[noKind]'}.${gvk.version || '[noVer]'}.${gvk.group || '[noGrp]'}`;
  return {
    kind: gvk.kind,
    rank: ranks.get(gvk.kind) ?? 0,
    gvk: sortText(gvk),
    isCoreNamespace: gvk.kind === 'Namespace' && gvk.group === '',
    id: `${kind}|${object.namespace || '~X'}|${object.name || '~N'}`,
  };
}

function compareRanked(a: Ranked, b: Ranked): number {
  if (a.gvk === b.gvk) return a.id < b.id ? -1 : a.id > b.id ? 1 : 0;
  if (a.rank !== b.rank) return a.rank - b.rank;
  const order = a.gvk < b.gvk ? -1 : 1;
  // The Namespace of the core group comes before other groups' kinds of that name.
  const areNamespaces = a.kind === 'Namespace' && b.kind === 'Namespace';
  return areNamespaces && (a.isCoreNamespace || b.isCoreNamespace) ? -order : order;
}
