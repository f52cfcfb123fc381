import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../model/json.ts';
import { DecodeError } from '../codec/decode-error.ts';
import { printGoValue } from '../codec/print-go.ts';
import { recordUpdate } from '../managed-fields/field-manager.ts';
import { jsonPatch } from '../patch/json-patch.ts';
import { mergePatch } from '../patch/merge-patch.ts';
import { patchSchemaOf } from '../patch/patch-schema.ts';
import { strategicMerge } from '../patch/strategic-merge.ts';
import { badRequest, notFound, unsupportedMediaType } from '../status/api-error.ts';
import { invalid, invalidObject } from '../status/field-error.ts';
import { decodeObject } from './decode.ts';
import { type Registry, timeNow } from './registry.ts';
import { type Answer, fieldOwnerOf, kindSchemaOf, type ResourceRequest } from './request.ts';
import { replaceObject } from './update.ts';

export type PatchType = 'json' | 'merge' | 'strategic';

/** PATCH in any of its older forms. */
export function patchObject(
  registry: Registry,
  request: ResourceRequest,
  type: PatchType,
  patch: JsonValue,
): Answer {
  return replaceObject(registry, request, false, (live) => {
    if (live === undefined) throw notFound(request.type.info, request.name);
    const patched = patchDocument(request, type, live, patch);
    const decoded = decodePatched(request, type, patch, patched);
    return recordUpdate(
      kindSchemaOf(request.type, request.subresource),
      live,
      decoded,
      fieldOwnerOf(request, request.manager),
      timeNow(registry),
    );
  });
}

const NOT_A_MAP =
  'error decoding patch: json: cannot unmarshal array into Go value of type map[string]interface {}';

export function patchDocument(
  request: ResourceRequest,
  type: PatchType,
  live: JsonObject,
  patch: JsonValue,
): JsonObject {
  if (type === 'json') return jsonPatch(live, patch);
  if (!isJsonObject(patch)) throw badRequest(NOT_A_MAP);
  if (type === 'merge') return mergePatch(live, patch);
  const { definition } = request.type.codec;
  if (definition === undefined) {
    throw unsupportedMediaType([
      'application/json-patch+json',
      'application/merge-patch+json',
      'application/apply-patch+yaml',
    ]);
  }
  return strategicMerge(live, patch, patchSchemaOf(definition));
}

/** What the real server says where it converts a map rather than reads text. */
function conversionProblem(message: string): string {
  const [, found, wanted] = /cannot unmarshal (\w+) .* of type (\S+)$/.exec(message) ?? [];
  if (found === undefined || wanted === undefined) return message;
  return `cannot convert ${found === 'number' ? 'int64' : found} to ${wanted}`;
}

/** Reads what a patch made of an object. */
function decodePatched(
  request: ResourceRequest,
  type: PatchType,
  patch: JsonValue,
  patched: JsonObject,
): JsonObject {
  const refuse = (detail: string): Error => {
    const quoted = type === 'strategic' ? printGoValue(patch) : stringifyJson(patched);
    return invalidObject({ group: '', kind: '' }, '', [invalid('patch', quoted, detail)]);
  };
  try {
    const { object, strict } = decodeObject(request, patched);
    if (strict.length > 0 && request.fieldValidation === 'Strict') {
      throw refuse(`strict decoding error: ${strict.join(', ')}`);
    }
    request.warnings.push(...strict);
    return object;
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown;
    throw refuse(type === 'strategic' ? conversionProblem(thrown.message) : thrown.message);
  }
}
