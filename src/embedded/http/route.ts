/** A path below `/api` or `/apis` that names a resource. */
export interface ResourceRoute {
  /** `v1`, `apps/v1`. */
  readonly apiVersion: string;
  readonly plural: string;
  /** Empty where the path names none. */
  readonly namespace: string;
  readonly name: string;
  readonly subresource: string;
}

/** Reads a path; `undefined` where it names no resource. */
export function routeOf(path: string): ResourceRoute | undefined {
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map(decodeURIComponent);
  const [root, ...rest] = parts;
  if (root === 'api' && rest.length > 1) return resourceIn(rest[0] ?? '', rest.slice(1));
  if (root === 'apis' && rest.length > 2) {
    return resourceIn(`${rest[0]}/${rest[1]}`, rest.slice(2));
  }
  return undefined;
}

function resourceIn(apiVersion: string, parts: readonly string[]): ResourceRoute | undefined {
  const [first = '', second = '', third = '', ...rest] = parts;
  // `namespaces/x/pods` is in a namespace; `namespaces/x` and `namespaces/x/status` are the namespace.
  const inNamespace =
    first === 'namespaces' && third !== '' && !['status', 'finalize'].includes(third);
  if (inNamespace) {
    const [name = '', subresource = '', ...more] = rest;
    if (more.length > 0) return undefined;
    return { apiVersion, plural: third, namespace: second, name, subresource };
  }
  if (rest.length > 0) return undefined;
  return { apiVersion, plural: first, namespace: '', name: second, subresource: third };
}
