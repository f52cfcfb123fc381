import type { Manifest } from './manifest.ts';

/** What makes a Kubernetes object the same object: its version is not part of it. */
export interface ObjectId {
  readonly group: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/** `apps/v1` is group `apps`, version `v1`; `v1` is the core group, whose name is empty. */
export function splitApiVersion(apiVersion: string): { group: string; version: string } {
  const slash = apiVersion.indexOf('/');
  return slash < 0
    ? { group: '', version: apiVersion }
    : { group: apiVersion.slice(0, slash), version: apiVersion.slice(slash + 1) };
}

export function objectIdOf(manifest: Manifest): ObjectId {
  return {
    group: splitApiVersion(manifest.apiVersion).group,
    kind: manifest.kind,
    namespace: manifest.metadata.namespace ?? '',
    name: manifest.metadata.name,
  };
}

/** `Kind/namespace/name`, or `Kind/name` for cluster-scoped objects: how messages name an object. */
export function formatObjectId(id: ObjectId): string {
  return id.namespace === '' ? `${id.kind}/${id.name}` : `${id.kind}/${id.namespace}/${id.name}`;
}

/** A string that is equal exactly when two ids are: for maps and sets. */
export function objectKey(id: ObjectId): string {
  return `${id.group}/${id.kind}/${id.namespace}/${id.name}`;
}

/** Orders ids by group, kind, namespace and name, by code units. */
export function compareObjectIds(a: ObjectId, b: ObjectId): number {
  return (
    compareText(a.group, b.group) ||
    compareText(a.kind, b.kind) ||
    compareText(a.namespace, b.namespace) ||
    compareText(a.name, b.name)
  );
}

/** Orders strings by code units: the same on every machine, unlike `localeCompare`. */
export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
