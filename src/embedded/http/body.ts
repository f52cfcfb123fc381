import type { IncomingMessage } from 'node:http';
import { formatProblem } from '../../model/errors.ts';
import type { JsonValue } from '../../model/json.ts';
import { decodeProtobuf, PROTOBUF } from '../codec/protobuf.ts';
import { ApiError, badRequest, unsupportedMediaType } from '../status/api-error.ts';
import { parseJson } from './json.ts';

/** The API server's own limit for a request's body, in bytes. */
const MAXIMUM_BODY = 3 * 1024 * 1024;

/** The whole body. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAXIMUM_BODY) {
      throw new ApiError(
        413,
        'RequestEntityTooLarge',
        `Request entity too large: limit is ${MAXIMUM_BODY}`,
      );
    }
  }
  return Buffer.concat(chunks);
}

export function mediaTypeOf(request: IncomingMessage): string {
  return (request.headers['content-type'] ?? '').split(';', 1)[0]?.trim() ?? '';
}

/** The body as an object of some kind, from JSON, YAML or, of built-in kinds, Protocol Buffers. */
export async function parseBody(
  mediaType: string,
  body: Buffer,
  expected: { readonly kind: string; readonly isCustom?: boolean },
): Promise<JsonValue> {
  switch (mediaType) {
    case '':
    case 'application/json':
      return parseJsonBody(body.toString('utf8'));
    case 'application/yaml':
      return parseYaml(body.toString('utf8'));
    case PROTOBUF:
      if (expected.isCustom !== true) return decodeProtobuf(body, expected.kind);
  }
  const others = mediaType === PROTOBUF ? [] : [PROTOBUF];
  throw unsupportedMediaType(['application/json', 'application/yaml', ...others]);
}

export function parseJsonBody(text: string): JsonValue {
  try {
    return parseJson(text);
  } catch (thrown) {
    throw badRequest(
      `couldn't get version/kind; json parse error: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}

/** YAML, or the JSON that most clients send under its name. */
export async function parseYaml(text: string): Promise<JsonValue> {
  if (/^\s*[{[]/.test(text)) {
    try {
      return parseJson(text);
    } catch {
      // Flow style YAML looks alike.
    }
  }
  const { readDocuments } = await import('../../model/yaml/read-documents.ts');
  const { toJson } = await import('../../model/yaml/to-json.ts');
  // The API server reads bodies as YAML 1.1.
  const rules = 'kustomization';
  const { documents, problems } = readDocuments(text, 'body', { rules });
  const [document] = documents;
  const found = [...problems];
  const value = document === undefined ? null : toJson(document.root, rules, found);
  const [first] = found;
  if (first !== undefined) throw badRequest(`error decoding YAML: ${formatProblem(first)}`);
  return value;
}
