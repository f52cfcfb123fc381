import { splitApiVersion } from '../model/object-id.ts';
import type { ApiResource, Discovery, ObjectReference } from '../model/ports/cluster.ts';
import { NotFoundError, RefusedError } from '../model/ports/cluster-errors.ts';

/** `Kind/namespace/name`, as messages name an object. */
export function subjectOf({ kind, namespace, name }: ObjectReference): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

/** The resource of a kind, or `undefined` where the server does not serve it. */
export function findResource(
  discovery: Discovery,
  { apiVersion, kind }: { readonly apiVersion: string; readonly kind: string },
): Promise<ApiResource | undefined> {
  const { group, version } = splitApiVersion(apiVersion);
  return discovery.find(group, kind, version);
}

/** The error for a kind that the server does not serve. */
export function notServed(subject: string, apiVersion: string, kind: string): NotFoundError {
  return new NotFoundError(
    `${subject}: the API server does not serve ${kind} in ${apiVersion}; install its CustomResourceDefinition, or correct apiVersion and kind`,
    { data: { reason: 'NotServed', causes: [] } },
  );
}

/** `/apis/apps/v1/namespaces/web/deployments`; without a namespace, all of them. */
export function collectionPath(resource: ApiResource, namespace: string): string {
  const { group, version } = resource;
  const root = group === '' ? `/api/${version}` : `/apis/${group}/${version}`;
  const scope =
    resource.namespaced && namespace !== '' ? `/namespaces/${encodeURIComponent(namespace)}` : '';
  return `${root}${scope}/${resource.resource}`;
}

/**
 * The path of one object. Throws `RefusedError` where a namespace is missing or
 * a name would make it the path of something else.
 */
export function objectPath(
  resource: ApiResource,
  reference: ObjectReference,
  subresource?: string,
): string {
  if (resource.namespaced && reference.namespace === '') {
    throw new RefusedError(
      `${subjectOf(reference)}: ${reference.kind} lives in a namespace, and none is given; set metadata.namespace`,
      { status: 400 },
    );
  }
  for (const name of [reference.name, ...(resource.namespaced ? [reference.namespace] : [])]) {
    // An empty name would address, and delete, the whole collection.
    if (!isPathSegment(name)) {
      throw new RefusedError(
        `${subjectOf(reference)}: "${name}" cannot be a name; correct metadata`,
        { status: 400 },
      );
    }
  }
  const path = `${collectionPath(resource, reference.namespace)}/${encodeURIComponent(reference.name)}`;
  return subresource === undefined ? path : `${path}/${subresource}`;
}

/** What Kubernetes itself demands of every name. */
function isPathSegment(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && !/[/%]/.test(name);
}

/** `path?a=1&b=2`, without the parameters that are `undefined`. */
export function withQuery(
  path: string,
  parameters: Readonly<Record<string, string | undefined>>,
): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) {
    if (value !== undefined) query.set(name, value);
  }
  return query.size === 0 ? path : `${path}?${query}`;
}
