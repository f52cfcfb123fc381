import type { IncomingMessage, ServerResponse } from 'node:http';
import type { JsonObject } from '../../model/json.ts';
import {
  aggregatedDiscovery,
  apiGroupList,
  apiGroupObject,
  apiResourceList,
  apiVersions,
} from '../discovery/discovery.ts';
import type { Registry } from '../registry/registry.ts';
import { builtin } from '../schema/builtin.ts';
import { methodNotAllowed, notAcceptable, unknownResource } from '../status/api-error.ts';
import { acceptedOf } from './accept.ts';
import { replyJson, replyText } from './reply.ts';

const AGGREGATED_DISCOVERY = 'application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList';

/** Serves what is not about objects: discovery, OpenAPI, health and version. */
export async function handleNonResource(
  registry: Registry,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  host: string,
): Promise<void> {
  const path = url.pathname.replace(/\/+$/, '');
  if (request.method !== 'GET') throw methodNotAllowed();
  if (/^\/(?:readyz|livez|healthz)$/.test(path)) {
    replyText(response, 200, 'ok');
    return;
  }
  const document =
    path === '/version'
      ? builtin().version
      : path.startsWith('/openapi/')
        ? await openApiDocument(registry, path, request.headers.accept)
        : discoveryDocument(registry, path, request.headers.accept, host);
  const [, root, group = '', version] = path.split('/');
  if (document === undefined && root === 'apis' && version !== undefined) {
    if (registry.types.servesGroup(group)) throw unknownResource();
  }
  if (document === undefined) {
    replyText(response, 404, '404 page not found\n');
    return;
  }
  // The form is part of the media type: clients take anything else for the older form.
  const mediaType =
    document.kind === 'APIGroupDiscoveryList' ? AGGREGATED_DISCOVERY : 'application/json';
  replyJson(response, 200, document, [], mediaType);
}

function discoveryDocument(
  { types }: Registry,
  path: string,
  accept: string | undefined,
  host: string,
): JsonObject | undefined {
  const [root, group = '', version = '', ...more] = path.split('/').slice(1);
  if (more.length > 0) return undefined;
  const isAggregated = acceptedOf(accept).form === 'APIGroupDiscoveryList';
  if (root === 'api') {
    if (group !== '') return version === '' ? apiResourceList(types, group) : undefined;
    return isAggregated ? aggregatedDiscovery(types, 'api') : apiVersions(host);
  }
  if (root !== 'apis') return undefined;
  if (group === '') return isAggregated ? aggregatedDiscovery(types, 'apis') : apiGroupList(types);
  return version === ''
    ? apiGroupObject(types, group)
    : apiResourceList(types, `${group}/${version}`);
}

async function openApiDocument(
  registry: Registry,
  path: string,
  accept: string | undefined,
): Promise<JsonObject | undefined> {
  if (accept !== undefined && !/json|\*\/\*/.test(accept))
    throw notAcceptable(['application/json']);
  const { openApiV2, openApiV3, openApiV3Index } = await import('../openapi/document.ts');
  if (path === '/openapi/v2') return openApiV2(registry.types);
  if (path === '/openapi/v3') return openApiV3Index(registry.types);
  return openApiV3(registry.types, path.slice('/openapi/v3/'.length));
}
