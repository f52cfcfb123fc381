import {
  isJsonObject,
  type JsonObject,
  type JsonValue,
  parseJson,
  stringifyJson,
} from '../model/json.ts';
import type { ApiResource, Discovery, WatchEvent, WatchOptions } from '../model/ports/cluster.ts';
import { RefusedError } from '../model/ports/cluster-errors.ts';
import { readLines } from './json-lines.ts';
import { listSubject } from './list.ts';
import { liveObject } from './live-object.ts';
import { lostConnection, noAnswer } from './lost-connection.ts';
import { collectionPath, findResource, notServed, withQuery } from './resource-path.ts';
import { retryDelay } from './retry.ts';
import { openStream } from './send.ts';
import type { Session } from './session.ts';
import { statusError } from './status-error.ts';

/** A server ends a watch after five to ten minutes, as client-go asks for: in seconds. */
const shortestWatch = 300;
/** A connection is not followed by another one sooner than this after it began: in milliseconds. */
const shortestConnection = 1_000;

/**
 * Events from a resource version on, over as many connections as it takes,
 * until the signal aborts or the connection is closed; then it just ends.
 */
export async function* watchObjects(
  session: Session,
  discovery: Discovery,
  options: WatchOptions,
): AsyncGenerator<WatchEvent> {
  const { closing } = session;
  const ending =
    options.signal === undefined ? closing : AbortSignal.any([closing, options.signal]);
  try {
    yield* watchOn(session, discovery, options, ending);
  } catch (thrown) {
    if (!ending.aborted) throw thrown;
  }
}

async function* watchOn(
  session: Session,
  discovery: Discovery,
  options: WatchOptions,
  ending: AbortSignal,
): AsyncGenerator<WatchEvent> {
  const subject = listSubject(options);
  const resource = await findResource(discovery, options);
  if (resource === undefined) throw notServed(subject, options.apiVersion, options.kind);
  let { resourceVersion } = options;
  // Connections in a row that gave no event.
  let silent = 0;
  for (;;) {
    silent += 1;
    const began = session.clock.now();
    let failure: unknown;
    try {
      const from = { ...options, resourceVersion, signal: ending };
      for await (const event of watchOnce(session, resource, from, subject)) {
        silent = 0;
        resourceVersion = versionOf(event) || resourceVersion;
        yield event;
      }
    } catch (thrown) {
      ending.throwIfAborted();
      // A stream that broke is gone on with; what the server said is for the caller.
      if (lostConnection(thrown) === undefined) throw thrown;
      failure = thrown;
    }
    const lived = session.clock.now() - began;
    const backoff = backoffAfter(session, silent, failure, subject);
    await pause(session, Math.max(backoff, shortestConnection - Math.max(lived, 0)), ending);
  }
}

/**
 * How long connections that give nothing are to be waited after, in
 * milliseconds. A server may end any number of watches in peace; failures in a
 * row are given up on.
 */
function backoffAfter(session: Session, silent: number, failure: unknown, subject: string): number {
  const { retryPolicy, random, endpoint } = session;
  const tries = failure === undefined ? Math.min(silent, retryPolicy.attempts - 1) : silent;
  if (tries < 1) return 0;
  const ended = { kind: 'lost', sent: true, passing: true } as const;
  const delay = retryDelay(ended, tries, 'always', retryPolicy, random);
  if (delay === undefined) {
    throw noAnswer(subject, endpoint.serverUrl, silent, failure);
  }
  return delay;
}

/** What ends every connection at once, as a proxy may, must not make a busy loop. */
async function pause(session: Session, milliseconds: number, ending: AbortSignal): Promise<void> {
  if (milliseconds > 0) return session.clock.sleep(milliseconds, ending);
  ending.throwIfAborted();
}

async function* watchOnce(
  session: Session,
  resource: ApiResource,
  options: WatchOptions,
  subject: string,
): AsyncGenerator<WatchEvent> {
  const seconds = Math.round(shortestWatch * (1 + session.random()));
  const response = await openStream(
    session,
    {
      verb: 'watch',
      method: 'GET',
      path: withQuery(collectionPath(resource, options.namespace ?? ''), {
        watch: 'true',
        allowWatchBookmarks: 'true',
        resourceVersion: options.resourceVersion,
        timeoutSeconds: String(seconds),
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
      }),
      subject,
      repeatable: 'always',
      about: options,
      signal: options.signal,
    },
    // The server ends the watch itself; if it does not, the connection is dead.
    (seconds + 30) * 1000,
  );
  const { body } = response;
  // A stream that is dropped while data arrives says so; nobody is listening any more.
  body.on('error', () => {});
  try {
    for await (const line of readLines(body)) yield readEvent(line, options, subject);
  } finally {
    body.destroy();
  }
}

function readEvent(line: string, options: WatchOptions, subject: string): WatchEvent {
  const event = parseEvent(line, subject);
  const object = isJsonObject(event.object) ? event.object : {};
  switch (event.type) {
    case 'ADDED':
    case 'MODIFIED':
    case 'DELETED': {
      const { apiVersion, kind } = options;
      return { type: event.type, object: liveObject({ apiVersion, kind, ...object }, subject) };
    }
    case 'BOOKMARK': {
      const metadata = isJsonObject(object.metadata) ? object.metadata : {};
      return { type: 'BOOKMARK', resourceVersion: String(metadata.resourceVersion ?? '') };
    }
    default: {
      const code = typeof object.code === 'number' ? object.code : 500;
      throw statusError(code, stringifyJson(object), { subject, about: options, attempts: 1 });
    }
  }
}

function parseEvent(line: string, subject: string): JsonObject {
  let event: JsonValue | undefined;
  try {
    event = parseJson(line);
  } catch {
    event = undefined;
  }
  if (isJsonObject(event)) return event;
  throw new RefusedError(
    `${subject}: the watch gave a line that is not an event; check what stands between this and the API server`,
    { status: 200 },
  );
}

function versionOf(event: WatchEvent): string {
  return event.type === 'BOOKMARK'
    ? event.resourceVersion
    : (event.object.metadata.resourceVersion ?? '');
}
