import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { printPath } from '../fieldpath/path-element.ts';
import { recordApply } from '../managed-fields/field-manager.ts';
import { ApplyConflict, printManager } from '../merge/conflict.ts';
import { ApiError, badRequest, unsupportedMediaType } from '../status/api-error.ts';
import { forbiddenField, invalidObject, required } from '../status/field-error.ts';
import { printTypeProblems } from '../typed/typed-error.ts';
import { findTypeProblems } from '../typed/validate.ts';
import { metadataOf, nameOf, namespaceOf, textOf } from './metadata.ts';
import { type Registry, timeNow } from './registry.ts';
import { type Answer, fieldOwnerOf, kindSchemaOf, type ResourceRequest } from './request.ts';
import { apiVersionOf } from './resource-type.ts';
import { replaceObject } from './update.ts';

/** PATCH with `application/apply-patch+yaml`: server-side apply. */
export function applyObject(
  registry: Registry,
  request: ResourceRequest,
  config: JsonValue,
): Answer {
  requireManager(request);
  if (!isJsonObject(config))
    throw badRequest('error decoding YAML: the configuration is not an object');
  if (request.subresource === 'scale') throw unsupportedMediaType(['application/merge-patch+json']);
  const { type } = request;
  return replaceObject(registry, request, true, (live) => {
    requireKind(request, config);
    if (metadataOf(config).managedFields !== undefined) {
      throw badRequest('metadata.managedFields must be nil');
    }
    requireTypes(request, config);
    try {
      return recordApply(
        kindSchemaOf(type, request.subresource),
        live ?? type.codec.empty,
        config,
        type.codec.empty,
        fieldOwnerOf(request, request.fieldManager),
        timeNow(registry),
        {
          force: request.force,
          complete: type.codec.complete,
        },
      );
    } catch (thrown) {
      throw thrown instanceof ApplyConflict ? conflictStatus(thrown) : thrown;
    }
  });
}

/** Options of a patch that contradict each other or are missing. */
function requireManager(request: ResourceRequest): void {
  if (request.fieldManager !== '') return;
  const problem = required('fieldManager', 'is required for apply patch');
  throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [problem]);
}

/** `force` is for applies alone. */
export function refuseForce(isApply: boolean, force: string | null): void {
  if (isApply || force === null) return;
  const problem = forbiddenField('force', 'may not be specified for non-apply patch');
  throw invalidObject({ group: 'meta.k8s.io', kind: 'PatchOptions' }, '', [problem]);
}

function requireKind(request: ResourceRequest, config: JsonObject): void {
  const { info } = request.type;
  const apiVersion = textOf(config.apiVersion);
  const kind = textOf(config.kind);
  if (kind === info.kind && apiVersion === apiVersionOf(info)) return;
  throw badRequest(
    `invalid object type: ${apiVersion === '' ? '/' : apiVersion.includes('/') ? apiVersion : `/${apiVersion}`}, Kind=${kind}`,
  );
}

function requireTypes(request: ResourceRequest, config: JsonObject): void {
  const { codec, info } = request.type;
  const atom = codec.atom(apiVersionOf(info));
  if (atom === undefined) return;
  const problems = findTypeProblems(atom, config, { allowDuplicates: false });
  if (problems.length === 0) return;
  const where = `${namespaceOf(config)}/${nameOf(config)}; ${apiVersionOf(info).includes('/') ? '' : '/'}${apiVersionOf(info)}, Kind=${info.kind}`;
  throw new ApiError(
    500,
    '',
    `failed to create typed patch object (${where}): ${printTypeProblems(problems)}`,
  );
}

function conflictStatus(thrown: ApplyConflict): ApiError {
  return new ApiError(409, 'Conflict', thrown.message, {
    causes: thrown.conflicts.map(({ manager, path }) => ({
      reason: 'FieldManagerConflict',
      message: `conflict with ${printManager(manager)}`,
      field: printPath(path),
    })),
  });
}
