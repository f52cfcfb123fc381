import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { compareText } from '../../model/object-id.ts';
import { ApiError, badRequest, expired, notFound } from '../status/api-error.ts';
import { forbiddenField, invalidObject } from '../status/field-error.ts';
import { without } from './metadata.ts';
import type { Registry } from './registry.ts';
import { inVersion, keyOfRequest, type ResourceRequest } from './request.ts';
import { apiVersionOf, type ResourceType } from './resource-type.ts';
import { type Predicate, parseFieldSelector, parseLabelSelector } from './selectors.ts';

/** GET of one object. */
export function getObject(registry: Registry, request: ResourceRequest): Manifest {
  const found = registry.store.get(request.type.storage, keyOfRequest(request));
  if (found === undefined) throw notFound(request.type.info, request.name);
  return inVersion(request.type, found);
}

/** What a list or a watch selects: namespace, name, labels and fields. */
export function selectionOf(request: ResourceRequest, query: URLSearchParams): Predicate {
  const labels = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = parseFieldSelector(request.type, query.get('fieldSelector') ?? '');
  return (object) => labels(object) && fields(object);
}

/** Whether a stored key is in the namespace of a request. */
export function inNamespace(request: ResourceRequest, key: string): boolean {
  return request.namespace === '' || key.startsWith(`${request.namespace}/`);
}

export const LIST_OPTIONS = { group: 'meta.k8s.io', kind: 'ListOptions' };

/** The key and revision a page goes on from. */
interface Continuation {
  readonly revision: number;
  readonly after: string;
}

function encodeContinuation({ revision, after }: Continuation): string {
  const token = JSON.stringify({ v: 'meta.k8s.io/v1', rv: revision, start: `${after}\u0000` });
  return Buffer.from(token).toString('base64url');
}

function decodeContinuation(token: string): Continuation {
  try {
    const { rv, start } = JSON.parse(Buffer.from(token, 'base64url').toString('utf8'));
    if (typeof rv === 'number' && typeof start === 'string') {
      return { revision: rv, after: start.replace(/\0$/, '') };
    }
  } catch {
    // Falls through: whatever the token is, it is none of ours.
  }
  throw badRequest('invalid continue token: continue key is not valid: illegal base64 data');
}

export interface ListPage {
  readonly items: readonly Manifest[];
  readonly metadata: JsonObject;
}

/** GET of a collection. */
export function listObjects(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
): ListPage {
  const { store } = registry;
  const continuation = query.get('continue') ?? '';
  const from = continuation === '' ? undefined : decodeContinuation(continuation);
  const revision = from?.revision ?? revisionOf(registry, query);
  const selected = selectionOf(request, query);
  const limit = Number(query.get('limit') ?? 0);
  const objects =
    revision === store.revision
      ? store.collection(request.type.storage).objects
      : objectsAt(registry, request.type, revision, from !== undefined);
  const keys =
    objects === store.collection(request.type.storage).objects
      ? store.keys(request.type.storage)
      : [...objects.keys()].sort(compareText);
  const isCustom = request.type.codec.definition === undefined;
  const items: Manifest[] = [];
  let last = '';
  let remaining = 0;
  for (const key of keys) {
    if (from !== undefined && key <= from.after) continue;
    const object = objects.get(key);
    if (object === undefined || !inNamespace(request, key) || !selected(object)) continue;
    if (limit > 0 && items.length >= limit) remaining++;
    else {
      items.push(inVersion(request.type, object));
      last = key;
    }
  }
  return { items, metadata: pageMetadata(query, revision, last, remaining, isCustom) };
}

function pageMetadata(
  query: URLSearchParams,
  revision: number,
  last: string,
  remaining: number,
  isCustom: boolean,
): JsonObject {
  const resourceVersion = String(revision);
  // Lists of custom kinds say that there is no next page; lists of built-in kinds leave it out.
  if (remaining === 0) return isCustom ? { continue: '', resourceVersion } : { resourceVersion };
  // The real server counts what is left only where nothing is filtered out.
  const isFiltered = (query.get('labelSelector') ?? '') + (query.get('fieldSelector') ?? '') !== '';
  return {
    resourceVersion,
    continue: encodeContinuation({ revision, after: last }),
    ...(isFiltered ? {} : { remainingItemCount: remaining }),
  };
}

function revisionOf(registry: Registry, query: URLSearchParams): number {
  const { revision } = registry.store;
  const text = query.get('resourceVersion') ?? '';
  const match = query.get('resourceVersionMatch') ?? '';
  if (match !== '' && text === '') {
    const detail = 'resourceVersionMatch is forbidden unless resourceVersion is provided';
    throw invalidObject(LIST_OPTIONS, '', [forbiddenField('resourceVersionMatch', detail)]);
  }
  if (text === '' || text === '0') return revision;
  const asked = parseListRevision(text);
  if (asked > revision) throw tooLarge(asked, revision);
  return match === 'Exact' ? asked : revision;
}

function parseListRevision(text: string): number {
  try {
    return parseRevision(text);
  } catch (thrown) {
    throw badRequest(
      `invalid resource version: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

export function parseRevision(text: string): number {
  const revision = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(revision)) return revision;
  const detail = `strconv.ParseUint: parsing ${JSON.stringify(text)}: invalid syntax`;
  throw new ApiError(500, '', `resourceVersion: Invalid value: ${JSON.stringify(text)}: ${detail}`);
}

export function tooLarge(asked: number, current: number): ApiError {
  const message = `Too large resource version: ${asked}, current: ${current}`;
  return new ApiError(504, 'Timeout', `Timeout: ${message}`, {
    causes: [{ reason: 'ResourceVersionTooLarge', message: 'Too large resource version' }],
    retryAfterSeconds: 1,
  });
}

/** The objects as they were at an earlier revision. */
function objectsAt(
  registry: Registry,
  type: ResourceType,
  revision: number,
  continues: boolean,
): ReadonlyMap<string, Manifest> {
  const { objects, changes, compacted } = registry.store.collection(type.storage);
  if (revision < compacted) {
    throw continues
      ? expired(
          'The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the first chunk was returned and now may show up in the list.',
        )
      : expired(`The resourceVersion for the provided list is too old.`);
  }
  const past = new Map(objects);
  for (const change of changes.toReversed()) {
    if (change.revision <= revision) break;
    if (change.previous === undefined) past.delete(change.key);
    else past.set(change.key, change.previous);
  }
  return past;
}

/** A page as the list object of its kind. */
export function listObject(type: ResourceType, page: ListPage): JsonObject {
  return {
    kind: type.info.listKind,
    apiVersion: apiVersionOf(type.info),
    metadata: page.metadata,
    // Items of built-in kinds go without their type: the list's own tells it.
    items:
      type.codec.definition === undefined
        ? page.items
        : page.items.map((item) => without(item, 'kind', 'apiVersion')),
  };
}
