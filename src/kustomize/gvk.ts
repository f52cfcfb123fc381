import mergeSchema from './generated/merge-schema.json' with { type: 'json' };
import { FIRST_KINDS, kindRanks, LAST_KINDS } from './kind-order.ts';

/** Group, version and kind. An empty part of a selector selects everything. */
export interface Gvk {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export function gvkOf(apiVersion: string, kind: string): Gvk {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion, kind }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1), kind };
}

export function apiVersionOf(gvk: Gvk): string {
  return gvk.group === '' ? gvk.version : `${gvk.group}/${gvk.version}`;
}

/** Whether a selector's parts equal those of the gvk; empty parts select everything. */
export function isSelectedBy(gvk: Gvk, selector: Gvk): boolean {
  return (
    (selector.group === '' || selector.group === gvk.group) &&
    (selector.version === '' || selector.version === gvk.version) &&
    (selector.kind === '' || selector.kind === gvk.kind)
  );
}

interface Selected<T> {
  readonly group: string;
  readonly version: string;
  readonly all: readonly T[];
}

/** Versions of one kind that are remembered: a search through many takes longer than looking anew. */
const FEW_VERSIONS = 8;

/** Finds those whose selector selects a gvk, in their order; looked for once for each gvk, or nearly so. */
export function selectBy<T>(
  all: readonly T[],
  selectorOf: (each: T) => Gvk,
): (gvk: Gvk) => readonly T[] {
  const byKind = new Map<string, Selected<T>[]>();
  return (gvk) => {
    const known = byKind.get(gvk.kind) ?? [];
    for (const each of known) {
      if (each.group === gvk.group && each.version === gvk.version) return each.all;
    }
    const selected = all.filter((each) => isSelectedBy(gvk, selectorOf(each)));
    if (known.length < FEW_VERSIONS) {
      known.push({ group: gvk.group, version: gvk.version, all: selected });
      byKind.set(gvk.kind, known);
    }
    return selected;
  };
}

type Scope = 'cluster' | 'namespace';

/** Of the kinds that kustomize knows, by kind, then by version. */
const SCOPES = new Map<string, Map<string, Scope>>();
noteScopes(mergeSchema.namespaced, 'namespace');
noteScopes(mergeSchema.clusterScoped, 'cluster');

function noteScopes(names: readonly string[], scope: Scope): void {
  for (const name of names) {
    const slash = name.lastIndexOf('/');
    const kind = name.slice(slash + 1);
    const versions = SCOPES.get(kind) ?? new Map<string, Scope>();
    SCOPES.set(kind, versions.set(name.slice(0, slash), scope));
  }
}

/**
 * Whether kustomize knows that a kind has no namespace. It knows Kubernetes
 * 1.21.2: every other kind counts as one with a namespace.
 */
export function isBuiltInClusterScoped(apiVersion: string, kind: string): boolean {
  return SCOPES.get(kind)?.get(apiVersion) === 'cluster';
}

/** Whether kustomize knows the kind: whether it has a namespace or not. */
export function isBuiltIn(apiVersion: string, kind: string): boolean {
  return SCOPES.get(kind)?.has(apiVersion) === true;
}

/** The order of kinds in kustomize's own configuration tables. */
const RANKS = kindRanks(FIRST_KINDS, LAST_KINDS);

export function compareGvks(a: Gvk, b: Gvk): number {
  const order = (RANKS.get(a.kind) ?? 0) - (RANKS.get(b.kind) ?? 0);
  if (order !== 0) return order;
  const left = sortText(a);
  const right = sortText(b);
  return left < right ? -1 : left > right ? 1 : 0;
}

/** `group_version_kind`, with marks in the place of empty parts that sort last. */
export function sortText(gvk: Gvk): string {
  return `${gvk.group || '~G'}_${gvk.version || '~V'}_${gvk.kind || '~K'}`;
}
