import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { recordUpdate } from '../managed-fields/field-manager.ts';
import { ApiError, alreadyExists, badRequest, forbidden, notFound } from '../status/api-error.ts';
import { invalidObject } from '../status/field-error.ts';
import { validateObjectMeta } from '../validation/object-meta.ts';
import { decodeBody } from './decode.ts';
import {
  asManifest,
  isDeleting,
  metadataOf,
  nameOf,
  namespaceOf,
  textOf,
  withMetadata,
} from './metadata.ts';
import { dropDuplicateOwners } from './owner-references.ts';
import { type Registry, timeNow } from './registry.ts';
import { type Answer, fieldOwnerOf, kindSchemaOf, type ResourceRequest } from './request.ts';
import { storageKey } from './store.ts';

/** POST: a new object. */
export function createObject(
  registry: Registry,
  request: ResourceRequest,
  body: JsonValue,
): Answer {
  const decoded = decodeBody(request, body);
  const named = dropDuplicateOwners(request, inRequestNamespace(request, decoded));
  const owned = recordUpdate(
    kindSchemaOf(request.type, ''),
    request.type.codec.empty,
    named,
    fieldOwnerOf(request, request.manager),
    timeNow(registry),
  );
  if (textOf(metadataOf(owned).resourceVersion) !== '') {
    throw new ApiError(500, '', 'resourceVersion should not be set on objects to be created');
  }
  return { code: 201, object: insertObject(registry, request, owned) };
}

/** The object in the namespace of the request; a contradiction is refused. */
export function inRequestNamespace(request: ResourceRequest, object: JsonObject): JsonObject {
  const namespace = namespaceOf(object);
  if (namespace === request.namespace) return object;
  if (namespace === '') return withMetadata(object, { namespace: request.namespace });
  if (request.namespace === '') return withMetadata(object, { namespace: undefined });
  throw badRequest(
    'the namespace of the provided object does not match the namespace sent on the request',
  );
}

/** Admits, completes, checks and stores an object that does not exist yet. */
export function insertObject(
  registry: Registry,
  request: ResourceRequest,
  object: JsonObject,
): Manifest {
  const { strategy, info, storage } = request.type;
  requireOpenNamespace(registry, request, nameOf(object));
  const admitted = strategy.admit(object, undefined, registry);
  const prepared = strategy.prepareForCreate(fillMetadata(registry, admitted), registry);
  const name = nameOf(prepared);
  const problems = [...strategy.validate(prepared), ...validateObjectMeta(request.type, prepared)];
  if (problems.length > 0) throw invalidObject(info, name, problems);
  const key = storageKey(request.namespace, name);
  const existing = registry.store.get(storage, key);
  if (existing !== undefined) throw alreadyExists(info, name, isDeleting(existing));
  const complete = asManifest(prepared);
  return request.dryRun ? complete : registry.store.put(storage, key, complete);
}

function fillMetadata(registry: Registry, object: JsonObject): JsonObject {
  const { name, generateName } = metadataOf(object);
  const generated =
    textOf(name) === '' && textOf(generateName) !== ''
      ? `${textOf(generateName).slice(0, 58)}${registry.newSuffix()}`
      : name;
  return withMetadata(object, {
    name: generated,
    uid: registry.newUid(),
    creationTimestamp: timeNow(registry),
    deletionTimestamp: undefined,
    deletionGracePeriodSeconds: undefined,
    selfLink: undefined,
  });
}

const NAMESPACES = { group: '', plural: 'namespaces' };

/** Nothing is created in a namespace that is not there or on its way out. */
function requireOpenNamespace(registry: Registry, request: ResourceRequest, name: string): void {
  const { namespace, type } = request;
  if (namespace === '') return;
  const found = registry.store.get('namespaces', namespace);
  if (found === undefined) throw notFound(NAMESPACES, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbidden(type.info, name, why, [
    {
      reason: 'NamespaceTerminating',
      message: `namespace ${namespace} is being terminated`,
      field: 'metadata.namespace',
    },
  ]);
}
