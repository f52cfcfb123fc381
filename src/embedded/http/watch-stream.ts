import type { ServerResponse } from 'node:http';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Registry } from '../registry/registry.ts';
import type { ResourceRequest } from '../registry/request.ts';
import { type Watch, type WatchEvent, watchObjects } from '../registry/watch.ts';
import { type IncludeObject, metadataObject, tableOf } from '../table/table.ts';
import type { Accepted } from './accept.ts';
import { printJson } from './json.ts';

/** How long a watch stays open where the client does not say, in seconds. */
const DEFAULT_TIMEOUT = 1800;
/** How often a bookmark is sent, in milliseconds. */
const BOOKMARK_INTERVAL = 60_000;

export interface WatchForm {
  readonly form: Accepted['form'];
  readonly include: IncludeObject;
}

/** Answers a watch: one JSON object a line, until the client or the time ends it. */
export function streamWatch(
  registry: Registry,
  request: ResourceRequest,
  query: URLSearchParams,
  form: WatchForm,
  response: ServerResponse,
): void {
  let isFirst = true;
  const lines: string[] = [];
  let isOpen = false;
  const send = (event: WatchEvent): void => {
    const object = shape(registry, request, event, form, isFirst);
    isFirst = false;
    const line = `${printJson({ type: event.type, object })}\n`;
    if (isOpen) response.write(line);
    else lines.push(line);
  };
  // What is wrong with the request is thrown here, before anything is answered.
  const watch = watchObjects(registry, request, query, send);
  response.writeHead(200, { 'content-type': 'application/json', 'transfer-encoding': 'chunked' });
  response.flushHeaders();
  isOpen = true;
  if (lines.length > 0) response.write(lines.join(''));
  if (lines.some((line) => line.startsWith('{"type":"ERROR"'))) response.end();
  else keepOpen(watch, query, send, response);
}

function keepOpen(
  watch: Watch,
  query: URLSearchParams,
  send: (event: WatchEvent) => void,
  response: ServerResponse,
): void {
  const wantsBookmarks = ['true', '1'].includes(query.get('allowWatchBookmarks') ?? '');
  const seconds = Number(query.get('timeoutSeconds') ?? 0) || DEFAULT_TIMEOUT;
  const ticker = setInterval(() => {
    if (wantsBookmarks) send(watch.bookmark());
  }, BOOKMARK_INTERVAL);
  const timeout = setTimeout(() => {
    if (wantsBookmarks) send(watch.bookmark());
    response.end();
  }, seconds * 1000);
  response.on('close', () => {
    clearInterval(ticker);
    clearTimeout(timeout);
    watch.stop();
  });
}

function shape(
  registry: Registry,
  request: ResourceRequest,
  event: WatchEvent,
  { form, include }: WatchForm,
  header: boolean,
): JsonObject {
  if (event.type === 'ERROR' || form === 'object') return event.object;
  const object = event.object as Manifest;
  if (form === 'PartialObjectMetadata') return metadataObject(object);
  const now = registry.clock.now();
  const { resourceVersion } = object.metadata;
  const metadata = resourceVersion === undefined ? {} : { resourceVersion };
  const rows = event.type === 'BOOKMARK' ? [] : [object];
  return tableOf(request.type, rows, metadata, { include, header, now });
}
