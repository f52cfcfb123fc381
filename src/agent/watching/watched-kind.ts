import type { ListOptions } from '../../model/ports/cluster.ts';

/** Objects of one kind to watch. */
export interface WatchedKind {
  readonly apiVersion: string;
  readonly kind: string;
  /** `all` also stands for a kind that has no namespaces. */
  readonly namespaces: 'all' | readonly string[];
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

/** What one list and one watch show: a kind in one namespace, or in all. */
export type WatchPlace = Pick<
  ListOptions,
  'apiVersion' | 'kind' | 'namespace' | 'labelSelector' | 'fieldSelector'
>;

/** One watch, and the same namespace by namespace for those who may not have it whole. */
export interface WatchPlan {
  readonly whole: WatchPlace;
  readonly parts: readonly WatchPlace[];
}

/** From more namespaces on, one watch over all of them replaces one for each. */
const watchedOneByOne = 10;

/** The watches that show a kind. */
export function watchPlansOf({ namespaces, ...kind }: WatchedKind): readonly WatchPlan[] {
  if (namespaces === 'all') return [{ whole: kind, parts: [] }];
  const parts = [...new Set(namespaces)].sort().map((namespace) => ({ ...kind, namespace }));
  if (parts.length > watchedOneByOne) return [{ whole: kind, parts }];
  return parts.map((whole) => ({ whole, parts: [] }));
}

/** Text that is equal exactly when two plans ask for the same. */
export function watchPlanKey({ whole, parts }: WatchPlan): string {
  const { apiVersion, kind, namespace = null, labelSelector = null } = whole;
  const { fieldSelector = null } = whole;
  const namespaces = parts.map((part) => part.namespace);
  return JSON.stringify([apiVersion, kind, namespace, labelSelector, fieldSelector, namespaces]);
}
