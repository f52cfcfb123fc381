import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { splitApiVersion } from '../../model/object-id.ts';
import { DecodeError } from '../codec/decode-error.ts';
import { builtin } from '../schema/builtin.ts';
import { type ApiError, badRequest } from '../status/api-error.ts';
import { textOf } from './metadata.ts';
import type { ResourceRequest } from './request.ts';
import { apiVersionOf } from './resource-type.ts';

/** Reads an object and sets its defaults; what is wrong with its type is for the caller to say. */
export function decodeObject(
  request: ResourceRequest,
  body: JsonObject,
): { readonly object: JsonObject; readonly strict: readonly string[] } {
  const strict: string[] = [...request.textProblems];
  const { codec } = request.type;
  const report =
    request.fieldValidation === 'Ignore'
      ? undefined
      : {
          unknownField: (path: string) => {
            strict.push(`unknown field ${JSON.stringify(path)}`);
          },
        };
  const object = codec.setDefaults(codec.decode(body, report));
  return { object, strict };
}

/** Reads the body of a create or an update. */
export function decodeBody(request: ResourceRequest, body: JsonValue): JsonObject {
  const { info } = request.type;
  if (!isJsonObject(body)) throw badRequest('the body of the request is not an object');
  const kind = textOf(body.kind) || info.kind;
  const apiVersion = textOf(body.apiVersion) || apiVersionOf(info);
  if (kind !== info.kind || apiVersion !== apiVersionOf(info)) throw wrongKind(request, body);
  try {
    const { object, strict } = decodeObject(request, { ...body, kind, apiVersion });
    if (strict.length > 0 && request.fieldValidation === 'Strict') {
      throw new DecodeError(`strict decoding error: ${strict.join(', ')}`);
    }
    request.warnings.push(...strict);
    return object;
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown;
    throw badRequest(
      `${info.kind} in version ${JSON.stringify(info.version)} cannot be handled as a ${info.kind}: ${thrown.message}`,
    );
  }
}

/** Where the real server's registry of kinds is made: its messages say so. */
const SCHEME = 'in scheme "pkg/runtime/scheme.go:111"';

function wrongKind(request: ResourceRequest, body: JsonObject): ApiError {
  const { info } = request.type;
  const kind = textOf(body.kind) || info.kind;
  const apiVersion = textOf(body.apiVersion) || apiVersionOf(info);
  const { group, version } = splitApiVersion(apiVersion);
  const cannot = `${kind} in version ${JSON.stringify(version)} cannot be handled as a ${info.kind}`;
  const names = builtin().definitionOf(group, version, kind);
  const reason =
    names === undefined
      ? `no kind ${JSON.stringify(kind)} is registered for version ${JSON.stringify(apiVersion)} ${SCHEME}`
      : `converting (${version}.${kind}) to (${info.group === '' ? 'core' : info.group.split('.')[0]}.${info.kind}): unknown conversion`;
  return badRequest(`${cannot}: ${reason}`);
}
