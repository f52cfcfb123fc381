import { apiVersionOf, type Gvk, isBuiltInClusterScoped } from './gvk.ts';

/** Names one object while it is built. */
export interface ResourceId extends Gvk {
  readonly name: string;
  /** As written; may be empty. */
  readonly namespace: string;
  /** Whether objects of the kind have no namespace; unset where only Kubernetes' own kinds are known. */
  readonly isClusterScoped?: boolean | undefined;
}

/** Tells which kinds have no namespace: Kubernetes' own, and what an OpenAPI document says of others. */
export interface Scopes {
  isClusterScoped(apiVersion: string, kind: string): boolean;
  /** Grows whenever answers may have become others. */
  readonly version: number;
}

export const CLUSTER_SCOPE = '_non_namespaceable_';
const DEFAULT_NAMESPACE = 'default';

export function isClusterScoped(id: Gvk & Pick<ResourceId, 'isClusterScoped'>): boolean {
  return id.isClusterScoped ?? isBuiltInClusterScoped(apiVersionOf(id), id.kind);
}

/** The namespace that counts when ids are compared: objects without one live in `default`. */
export function effectiveNamespace(id: ResourceId): string {
  if (isClusterScoped(id)) return CLUSTER_SCOPE;
  return id.namespace === '' ? DEFAULT_NAMESPACE : id.namespace;
}

/** Text that is equal exactly when two ids name the same object. */
export function idKey(id: ResourceId): string {
  return `${id.group}\n${id.version}\n${id.kind}\n${id.name}\n${effectiveNamespace(id)}`;
}

export function isSameNamespace(a: ResourceId, b: ResourceId): boolean {
  return effectiveNamespace(a) === effectiveNamespace(b);
}

/** `apps/v1 Deployment/web` or `v1 Secret/production/token`: how messages name an object. */
export function formatResourceId(id: ResourceId): string {
  const apiVersion = apiVersionOf(id);
  const name = id.namespace === '' ? id.name : `${id.namespace}/${id.name}`;
  return apiVersion === '' ? `${id.kind}/${name}` : `${apiVersion} ${id.kind}/${name}`;
}
