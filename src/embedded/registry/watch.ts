import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { ApiError } from '../status/api-error.ts';
import { forbiddenField, invalidObject } from '../status/field-error.ts';
import { inNamespace, LIST_OPTIONS, parseRevision, selectionOf, tooLarge } from './list.ts';
import type { Registry } from './registry.ts';
import { inVersion, type ResourceRequest } from './request.ts';
import { apiVersionOf } from './resource-type.ts';
import type { Predicate } from './selectors.ts';
import type { StoredChange } from './store.ts';

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Manifest }
  | { readonly type: 'BOOKMARK' | 'ERROR'; readonly object: JsonObject };

export interface Watch {
  /** Ends the watch. */
  stop(): void;
  /** An event that only tells how far the watch has come. */
  bookmark(): WatchEvent;
}

/** Tells `send` what happens from the asked revision on, first what did already. */
export function watchObjects(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  send: (event: WatchEvent) => void,
): Watch {
  const { store } = registry;
  const { storage } = request.type;
  const selected = selectionOf(request, query);
  const onChange = (change: StoredChange): void => {
    const event = eventOf(request, selected, change);
    if (event !== undefined) send(event);
  };
  const bookmark = (annotations?: JsonObject): WatchEvent => ({
    type: 'BOOKMARK',
    object: bookmarkObject(request, String(store.revision), annotations),
  });
  const { asked, startsWithAll, marksStart } = readStart(query, store.revision);
  const { compacted, changes } = store.collection(storage);
  if (!startsWithAll && asked > 0 && asked < compacted) {
    const message = `too old resource version: ${asked} (${compacted})`;
    send({ type: 'ERROR', object: new ApiError(410, 'Expired', message).toStatus() });
    return { stop: () => {}, bookmark };
  }
  if (startsWithAll) {
    for (const event of initialEvents(registry, request, selected)) send(event);
    if (marksStart) send(bookmark({ 'k8s.io/initial-events-end': 'true' }));
  } else if (asked > 0) {
    for (const change of changes) if (change.revision > asked) onChange(change);
  }
  return { stop: store.subscribe(storage, onChange), bookmark };
}

interface WatchStart {
  /** The revision to go on from; 0 where none was given. */
  readonly asked: number;
  /** Whether what is there already is told first. */
  readonly startsWithAll: boolean;
  /** Whether a bookmark tells where that ends. */
  readonly marksStart: boolean;
}

function readStart(query: URLSearchParams, current: number): WatchStart {
  const text = query.get('resourceVersion') ?? '';
  const initial = query.get('sendInitialEvents');
  if (initial !== null && query.get('resourceVersionMatch') !== 'NotOlderThan') {
    const detail = 'sendInitialEvents requires setting resourceVersionMatch to NotOlderThan';
    throw invalidObject(LIST_OPTIONS, '', [forbiddenField('resourceVersionMatch', detail)]);
  }
  const asked = text === '' ? 0 : parseRevision(text);
  if (asked > current) throw tooLarge(asked, current);
  return {
    asked,
    startsWithAll: initial === 'true' || (initial === null && asked === 0),
    marksStart: initial === 'true' && query.get('allowWatchBookmarks') === 'true',
  };
}

function* initialEvents(
  registry: Registry,
  request: ResourceRequest,
  selected: Predicate,
): Generator<WatchEvent> {
  const { storage } = request.type;
  for (const key of registry.store.keys(storage)) {
    const object = registry.store.get(storage, key);
    if (object === undefined || !inNamespace(request, key) || !selected(object)) continue;
    yield { type: 'ADDED', object: inVersion(request.type, object) };
  }
}

/** A change as a watch with a selection sees it: objects come and go with their labels. */
function eventOf(
  request: ResourceRequest,
  selected: Predicate,
  change: StoredChange,
): WatchEvent | undefined {
  if (!inNamespace(request, change.key)) return undefined;
  const was = change.previous !== undefined && selected(change.previous);
  const is = change.type !== 'DELETED' && selected(change.object);
  if (is)
    return { type: was ? 'MODIFIED' : 'ADDED', object: inVersion(request.type, change.object) };
  if (!was || change.previous === undefined) return undefined;
  // What leaves the selection is shown as it was while it was in it.
  const { resourceVersion } = change.object.metadata;
  const metadata = {
    ...change.previous.metadata,
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
  };
  return { type: 'DELETED', object: inVersion(request.type, { ...change.previous, metadata }) };
}

function bookmarkObject(
  request: ResourceRequest,
  resourceVersion: string,
  annotations: JsonObject | undefined,
): JsonObject {
  return {
    ...request.type.codec.empty,
    kind: request.type.info.kind,
    apiVersion: apiVersionOf(request.type.info),
    metadata: { resourceVersion, ...(annotations === undefined ? {} : { annotations }) },
  };
}
