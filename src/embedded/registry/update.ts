import { type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { recordUpdate } from '../managed-fields/field-manager.ts';
import { badRequest, conflict, MODIFIED, notFound } from '../status/api-error.ts';
import { invalid, invalidObject } from '../status/field-error.ts';
import { validateObjectMeta, validateObjectMetaUpdate } from '../validation/object-meta.ts';
import { inRequestNamespace, insertObject } from './create.ts';
import { decodeBody } from './decode.ts';
import {
  asManifest,
  listOf,
  metadataOf,
  nameOf,
  objectsOf,
  textOf,
  withMetadata,
} from './metadata.ts';
import { dropDuplicateOwners } from './owner-references.ts';
import { type Registry, timeNow } from './registry.ts';
import {
  type Answer,
  fieldOwnerOf,
  inVersion,
  keyOfRequest,
  kindSchemaOf,
  type ResourceRequest,
} from './request.ts';

/** PUT: the object as a whole, or its status. */
export function updateObject(
  registry: Registry,
  request: ResourceRequest,
  body: JsonValue,
): Answer {
  const decoded = decodeBody(request, body);
  requireName(request, decoded);
  const createOnUpdate = request.type.strategy.createOnUpdate && request.subresource === '';
  return replaceObject(registry, request, createOnUpdate, (live) => {
    const owner = fieldOwnerOf(request, request.manager);
    const schema = kindSchemaOf(request.type, request.subresource);
    const before = live ?? request.type.codec.empty;
    const { uid, resourceVersion } = metadataOf(decoded);
    if (live !== undefined && textOf(uid) !== '' && uid !== live.metadata.uid) {
      throw conflict(
        request.type.info,
        request.name,
        `StorageError: invalid object, Code: 4, Key: ${etcdKey(request)}, ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: ${textOf(uid)}, UID in object meta: ${live.metadata.uid}`,
      );
    }
    requireVersion(request, live, textOf(resourceVersion));
    return recordUpdate(schema, before, decoded, owner, timeNow(registry));
  });
}

/** Where the real server keeps an object: the message of a failed precondition names it. */
function etcdKey(request: ResourceRequest): string {
  const { info, codec } = request.type;
  const isBuiltin = codec.definition !== undefined;
  const resource = isBuiltin ? info.plural : `${info.group}/${info.plural}`;
  return `/registry/${resource}/${keyOfRequest(request)}`;
}

/** The name in a body has to be the name in the URL. */
function requireName(request: ResourceRequest, object: JsonObject): void {
  const name = nameOf(object);
  if (name === request.name) return;
  throw badRequest(
    name === ''
      ? `the name of the object (${request.name} based on URL) was undeterminable: name must be provided`
      : `the name of the object (${name}) does not match the name on the URL (${request.name})`,
  );
}

function requireVersion(
  request: ResourceRequest,
  live: Manifest | undefined,
  resourceVersion: string,
): void {
  if (live === undefined) return;
  const { info, strategy } = request.type;
  if (resourceVersion === '' || resourceVersion === '0') {
    if (strategy.unconditionalUpdate) return;
    const problem = invalid('metadata.resourceVersion', 0, 'must be specified for an update');
    throw invalidObject({ group: info.group, kind: info.plural }, request.name, [problem]);
  }
  if (resourceVersion !== live.metadata.resourceVersion) {
    throw conflict(info, request.name, MODIFIED);
  }
}

/** Replaces an object with what a change makes of it; creates it where that is allowed. */
export function replaceObject(
  registry: Registry,
  request: ResourceRequest,
  mayCreate: boolean,
  change: (live: Manifest | undefined) => JsonObject,
): Answer {
  const { type } = request;
  const stored = registry.store.get(type.storage, keyOfRequest(request));
  if (stored === undefined && !mayCreate) throw notFound(type.info, request.name);
  const live = stored === undefined ? undefined : inVersion(type, stored);
  const changed = dropDuplicateOwners(request, change(live));
  const next = inRequestNamespace(request, changed);
  requireName(request, next);
  if (live === undefined) requireNoUid(request, next);
  if (live === undefined) return { code: 201, object: insertObject(registry, request, next) };
  requireVersion(request, live, textOf(metadataOf(next).resourceVersion));
  return { code: 200, object: storeChange(registry, request, live, next) };
}

function requireNoUid({ type, name }: ResourceRequest, object: JsonObject): void {
  const uid = textOf(metadataOf(object).uid);
  if (uid === '') return;
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw conflict(type.info, name, why);
}

function storeChange(
  registry: Registry,
  request: ResourceRequest,
  live: Manifest,
  next: JsonObject,
): Manifest {
  const { type } = request;
  const isStatus = request.subresource === 'status';
  const admitted = isStatus ? next : type.strategy.admit(next, live, registry);
  const kept = withMetadata(admitted, { generation: live.metadata.generation });
  const prepared = keepServerFields(
    isStatus
      ? type.strategy.prepareForStatusUpdate(kept, live)
      : type.strategy.prepareForUpdate(kept, live, registry),
    live,
  );
  const ofUpdate = validateObjectMetaUpdate(prepared, live);
  const problems = [
    ...validateObjectMeta(type, prepared),
    ...ofUpdate,
    // Once as any object, once as an object of its kind.
    ...ofUpdate,
    ...(isStatus
      ? type.strategy.validateStatusUpdate(prepared, live)
      : type.strategy.validateUpdate(prepared, live)),
  ];
  if (problems.length > 0) throw invalidObject(type.info, request.name, problems);
  const complete = asManifest(keepTimes(prepared, live));
  if (isFinished(complete, type)) return removeFinished(registry, request, complete);
  if (jsonEquals(complete, live)) return live;
  return request.dryRun
    ? complete
    : registry.store.put(type.storage, keyOfRequest(request), complete);
}

/** What no update can change. */
function keepServerFields(next: JsonObject, live: Manifest): JsonObject {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds } = live.metadata;
  const metadata = metadataOf(next);
  return withMetadata(next, {
    uid: textOf(metadata.uid) === '' ? uid : metadata.uid,
    creationTimestamp,
    deletionTimestamp: deletionTimestamp ?? metadata.deletionTimestamp,
    deletionGracePeriodSeconds: metadata.deletionGracePeriodSeconds ?? deletionGracePeriodSeconds,
    resourceVersion: live.metadata.resourceVersion,
  });
}

/** A write that changes nothing but the times of its owners changes nothing at all. */
function keepTimes(next: JsonObject, live: Manifest): JsonObject {
  const before = objectsOf(live.metadata.managedFields);
  const after = objectsOf(metadataOf(next).managedFields);
  if (before.length === 0 || before.length !== after.length) return next;
  const timeless = (entries: readonly JsonObject[]): readonly JsonObject[] =>
    entries.map(({ time: _, ...entry }) => entry);
  if (!jsonEquals(timeless(before), timeless(after))) return next;
  const restored = withMetadata(next, { managedFields: live.metadata.managedFields });
  return jsonEquals(restored, live) ? restored : next;
}

/** An object on its way out that nothing holds any more. */
function isFinished(object: Manifest, type: ResourceRequest['type']): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds, finalizers } = object.metadata;
  return (
    deletionTimestamp !== undefined &&
    (deletionGracePeriodSeconds ?? 0) === 0 &&
    listOf(finalizers).length === 0 &&
    type.strategy.mayRemove(object)
  );
}

function removeFinished(registry: Registry, request: ResourceRequest, object: Manifest): Manifest {
  if (request.dryRun) return object;
  const { type } = request;
  registry.store.remove(type.storage, keyOfRequest(request));
  return object;
}
