import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject, JsonValue } from '../../model/json.ts';
import { applyObject, refuseForce } from '../registry/apply.ts';
import { createObject } from '../registry/create.ts';
import { deleteObject, readDeleteOptions } from '../registry/delete.ts';
import { deleteCollection } from '../registry/delete-collection.ts';
import { getObject, type ListPage, listObject, listObjects } from '../registry/list.ts';
import { asManifest, without } from '../registry/metadata.ts';
import { type PatchType, patchObject } from '../registry/patch.ts';
import type { Registry } from '../registry/registry.ts';
import type { Answer, ResourceRequest } from '../registry/request.ts';
import { getScale, patchScale, updateScale } from '../registry/scale.ts';
import { updateObject } from '../registry/update.ts';
import {
  ApiError,
  badRequest,
  methodNotAllowed,
  notFound,
  unknownResource,
  unsupportedMediaType,
} from '../status/api-error.ts';
import { type IncludeObject, metadataObject, tableOf } from '../table/table.ts';
import { type Accepted, acceptedOf } from './accept.ts';
import { mediaTypeOf, parseBody, parseJsonBody, parseYaml, readBody } from './body.ts';
import { duplicateFields } from './duplicate-fields.ts';
import { replyError, replyJson } from './reply.ts';
import { readRequest } from './request-options.ts';
import type { ResourceRoute } from './route.ts';
import { streamWatch } from './watch-stream.ts';

const PATCH_TYPES: Readonly<Record<string, PatchType | 'apply'>> = {
  'application/json-patch+json': 'json',
  'application/merge-patch+json': 'merge',
  'application/strategic-merge-patch+json': 'strategic',
  'application/apply-patch+yaml': 'apply',
};

/** Serves one request for a resource. */
export async function handleResource(
  registry: Registry,
  route: ResourceRoute,
  query: URLSearchParams,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const warnings: string[] = [];
  try {
    const request = readRequest(registry, route, query, message, warnings);
    const accepted = acceptedOf(message.headers.accept);
    await dispatch(registry, request, query, accepted, message, response);
  } catch (thrown) {
    replyError(response, thrown, warnings);
  }
}

const NO_SUCH_PATCH = '415: Unsupported Media Type';

type Handler = (body: Buffer) => Answer | Promise<Answer>;

async function dispatch(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  accepted: Accepted,
  message: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (message.method === 'GET') {
    answerGet(registry, request, query, accepted, response);
    return;
  }
  const handler = handlerOf(registry, request, query, message);
  const { code, object } = await handler(await readBody(message));
  const shaped = shapeObject(registry, request, object, accepted, includeOf(query));
  replyJson(response, code, shaped, request.warnings);
}

function includeOf(query: URLSearchParams): IncludeObject {
  const include = query.get('includeObject');
  return include === 'Object' || include === 'None' ? include : 'Metadata';
}

function answerGet(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  accepted: Accepted,
  response: ServerResponse,
): void {
  const include = includeOf(query);
  const isCollection = request.name === '';
  const watches = ['true', '1'].includes(query.get('watch') ?? '');
  requireVerb(request, isCollection ? (watches ? 'watch' : 'list') : 'get');
  if (isCollection && watches) {
    streamWatch(registry, request, query, { form: accepted.form, include }, response);
  } else if (isCollection) {
    const page = listObjects(registry, request, query);
    replyJson(response, 200, shapeList(registry, request, page, accepted, include));
  } else if (request.subresource === 'scale') {
    replyJson(response, 200, getScale(registry, request));
  } else {
    const object = getObject(registry, request);
    replyJson(response, 200, shapeObject(registry, request, object, accepted, include));
  }
}

function shapeList(
  registry: Registry,
  { type }: ResourceRequest,
  page: ListPage,
  { form }: Accepted,
  include: IncludeObject,
): JsonObject {
  if (form === 'Table') {
    const now = registry.clock.now();
    // Unlike lists, tables of custom kinds do not say that there is no next page.
    const metadata =
      page.metadata.continue === '' ? without(page.metadata, 'continue') : page.metadata;
    return tableOf(type, page.items, metadata, { include, header: true, now });
  }
  if (form !== 'PartialObjectMetadata') return listObject(type, page);
  return {
    kind: 'PartialObjectMetadataList',
    apiVersion: 'meta.k8s.io/v1',
    metadata: page.metadata,
    items: page.items.map(metadataObject),
  };
}

function shapeObject(
  registry: Registry,
  { type }: ResourceRequest,
  object: JsonObject,
  { form }: Accepted,
  include: IncludeObject,
): JsonObject {
  if (object.kind !== type.info.kind || form === 'object') return object;
  const manifest = asManifest(object);
  if (form === 'PartialObjectMetadata') return metadataObject(manifest);
  const now = registry.clock.now();
  const { resourceVersion } = manifest.metadata;
  const metadata = resourceVersion === undefined ? {} : { resourceVersion };
  return tableOf(type, [manifest], metadata, { include, header: true, now });
}

/** Refuses what discovery does not offer. */
function requireVerb(request: ResourceRequest, verb: string): void {
  const { info } = request.type;
  const subresource = info.subresources.find(({ name }) => name === request.subresource);
  if (request.subresource !== '' && subresource === undefined) {
    throw request.type.codec.definition === undefined
      ? notFound(info, request.name)
      : unknownResource();
  }
  const verbs = subresource?.verbs ?? info.verbs;
  if (!verbs.includes(verb)) throw methodNotAllowed();
}

function handlerOf(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  message: IncomingMessage,
): Handler {
  const mediaType = mediaTypeOf(message);
  const isCollection = request.name === '';
  switch (message.method) {
    case 'POST':
      if (!isCollection) throw methodNotAllowed();
      requireVerb(request, 'create');
      return async (body) =>
        createObject(registry, request, await readObject(request, mediaType, body));
    case 'PUT':
      if (isCollection) throw methodNotAllowed();
      requireVerb(request, 'update');
      return async (body) => {
        const object = await readObject(request, mediaType, body);
        return request.subresource === 'scale'
          ? updateScale(registry, request, object)
          : updateObject(registry, request, object);
      };
    case 'PATCH':
      if (isCollection) throw methodNotAllowed();
      requireVerb(request, 'patch');
      return (body) => patch(registry, request, query, mediaType, body.toString('utf8'));
    case 'DELETE':
      return deleteHandler(registry, request, query, mediaType);
    default:
      throw methodNotAllowed();
  }
}

async function readObject(
  request: ResourceRequest,
  mediaType: string,
  body: Buffer,
): Promise<JsonValue> {
  const { info, codec } = request.type;
  const object = await parseBody(mediaType, body, {
    kind: info.kind,
    isCustom: codec.definition === undefined,
  });
  if (['', 'application/json'].includes(mediaType)) noteDuplicates(request, body.toString('utf8'));
  return object;
}

/** Notes fields that stand twice in a JSON text: what is read of it no longer tells. */
function noteDuplicates(request: ResourceRequest, text: string): void {
  if (request.fieldValidation === 'Ignore') return;
  for (const path of duplicateFields(text)) {
    request.textProblems.push(`duplicate field ${JSON.stringify(path)}`);
  }
}

function deleteHandler(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  mediaType: string,
): Handler {
  const isCollection = request.name === '';
  requireVerb(request, isCollection ? 'deletecollection' : 'delete');
  if (request.subresource !== '') throw methodNotAllowed();
  return async (bytes) => {
    const body =
      bytes.length === 0 ? undefined : await parseBody(mediaType, bytes, { kind: 'DeleteOptions' });
    const options = readDeleteOptions(body, query);
    return isCollection
      ? deleteCollection(registry, request, query, options)
      : deleteObject(registry, request, options);
  };
}

async function patch(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  mediaType: string,
  body: string,
): Promise<Answer> {
  const type = PATCH_TYPES[mediaType];
  const isStrategicUnknown = type === 'strategic' && request.type.codec.definition === undefined;
  if (type === undefined || isStrategicUnknown) {
    // The real server refuses these before it looks at what they are about.
    if (type === undefined) throw new ApiError(415, 'UnsupportedMediaType', NO_SUCH_PATCH, {});
    throw unsupportedMediaType(
      Object.keys(PATCH_TYPES).filter((one) => PATCH_TYPES[one] !== 'strategic'),
    );
  }
  refuseForce(type === 'apply', query.get('force'));
  if (type === 'apply') return applyObject(registry, request, await parseYaml(body));
  const document: JsonValue = parsePatch(body);
  if (type !== 'json') noteDuplicates(request, body);
  return request.subresource === 'scale'
    ? patchScale(registry, request, type, document)
    : patchObject(registry, request, type, document);
}

function parsePatch(body: string): JsonValue {
  try {
    return parseJsonBody(body);
  } catch (thrown) {
    throw badRequest(
      `error decoding patch: ${thrown instanceof Error ? thrown.message : String(thrown)}`,
    );
  }
}
