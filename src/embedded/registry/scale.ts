import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { valueAt } from '../../model/manifest.ts';
import { decodeManagers } from '../managed-fields/encode.ts';
import { recordUpdate, withManagedFields } from '../managed-fields/field-manager.ts';
import type { Manager } from '../merge/managers.ts';
import { badRequest, notFound, unknownResource } from '../status/api-error.ts';
import { invalid, invalidObject } from '../status/field-error.ts';
import { getObject } from './list.ts';
import { metadataOf, numberOf, objectOf } from './metadata.ts';
import { type PatchType, patchDocument } from './patch.ts';
import { type Registry, timeNow } from './registry.ts';
import { type Answer, fieldOwnerOf, kindSchemaOf, type ResourceRequest } from './request.ts';
import type { ScalePaths } from './resource-type.ts';
import { replaceObject } from './update.ts';

function pathsOf(request: ResourceRequest): ScalePaths {
  const { scale } = request.type;
  if (scale === undefined) throw unknownResource();
  return scale;
}

function scaleOf(request: ResourceRequest, object: JsonObject): JsonObject {
  const paths = pathsOf(request);
  const { name, namespace, uid, resourceVersion, creationTimestamp } = objectOf(object.metadata);
  const replicas = numberOf(valueAt(object, paths.specReplicas));
  const selector = paths.selector(object);
  return {
    kind: 'Scale',
    apiVersion: 'autoscaling/v1',
    metadata: { name, namespace, uid, resourceVersion, creationTimestamp },
    spec: replicas === undefined || replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberOf(valueAt(object, paths.statusReplicas)) ?? 0,
      ...(selector === '' ? {} : { selector }),
    },
  };
}

/** GET of `scale`. */
export function getScale(registry: Registry, request: ResourceRequest): JsonObject {
  return scaleOf(request, getObject(registry, request));
}

/** PUT of `scale`. */
export function updateScale(registry: Registry, request: ResourceRequest, body: JsonValue): Answer {
  if (!isJsonObject(body)) throw badRequest('the body of the request is not an object');
  return changeScale(registry, request, () => body);
}

/** PATCH of `scale`. */
export function patchScale(
  registry: Registry,
  request: ResourceRequest,
  type: PatchType,
  patch: JsonValue,
): Answer {
  // Scale has no list to merge by a key: strategic merge and merge patch are the same for it.
  const plain = type === 'strategic' ? 'merge' : type;
  return changeScale(registry, request, (scale) => patchDocument(request, plain, scale, patch));
}

function changeScale(
  registry: Registry,
  request: ResourceRequest,
  change: (scale: JsonObject) => JsonObject,
): Answer {
  const paths = pathsOf(request);
  const { code, object } = replaceObject(
    registry,
    { ...request, subresource: '' },
    false,
    (live) => {
      if (live === undefined) throw notFound(request.type.info, request.name);
      const replicas = valueAt(change(scaleOf(request, live)), ['spec', 'replicas']) ?? 0;
      requireReplicas(request, replicas);
      const owner = fieldOwnerOf(request, request.manager);
      // A scale of 0 has no replicas at all: nobody owns them any more.
      const owned = replicas === 0 ? undefined : replicas;
      const next = recordUpdate(
        kindSchemaOf(request.type, ''),
        live,
        setAt(live, paths.specReplicas, owned),
        owner,
        timeNow(registry),
      );
      return setAt(withoutScaleTime(next), paths.specReplicas, replicas);
    },
  );
  return { code, object: scaleOf(request, object) };
}

function requireReplicas(request: ResourceRequest, replicas: JsonValue): void {
  if (typeof replicas === 'number' && replicas >= 0) return;
  const problem = invalid('spec.replicas', replicas, 'must be greater than or equal to 0');
  throw invalidObject({ group: 'autoscaling', kind: 'Scale' }, request.name, [problem]);
}

/** The real server forgets when somebody scaled. */
function withoutScaleTime(object: JsonObject): JsonObject {
  const managers = decodeManagers(metadataOf(object).managedFields) ?? new Map<string, Manager>();
  const timeless = [...managers].map(([id, manager]): [string, Manager] => [
    id,
    manager.subresource === 'scale' ? { ...manager, time: undefined } : manager,
  ]);
  return withManagedFields(object, new Map(timeless));
}

function setAt(
  object: JsonObject,
  path: readonly string[],
  value: JsonValue | undefined,
): JsonObject {
  const [first, ...rest] = path;
  if (first === undefined) return object;
  const child = rest.length === 0 ? value : setAt(objectOf(object[first]), rest, value);
  return { ...object, [first]: child };
}
