import type { ServerResponse } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import type { WatchEvent } from '../../src/model/ports/cluster.ts';
import {
  type Reply,
  type ScriptedApiServer,
  type ScriptOptions,
  startScriptedApiServer,
  status,
} from '../support/scripted-api-server.ts';

let server: ScriptedApiServer;
afterEach(() => server.close());

const event = (type: string, version: string, more: object = {}) =>
  `${JSON.stringify({
    type,
    object: { kind: 'ConfigMap', metadata: { name: 'a', resourceVersion: version }, ...more },
  })}\n`;

/** A watch that gives its lines and then ends, or breaks. */
const stream =
  (lines: readonly string[], then: 'end' | 'break' | 'stay' = 'end') =>
  (response: ServerResponse) => {
    response.writeHead(200, { 'content-type': 'application/json' });
    response.write(lines.join(''));
    if (then === 'end') response.end();
    // The headers and lines have to be out before the connection breaks.
    if (then === 'break') response.write('{"type":', () => response.destroy());
  };

async function watch(
  script: readonly Reply[],
  count: number,
  scriptOptions: ScriptOptions = {},
): Promise<WatchEvent[]> {
  server = await startScriptedApiServer(script, scriptOptions);
  const events: WatchEvent[] = [];
  const options = { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'web', resourceVersion: '5' };
  for await (const seen of server.connection.cluster.watch(options)) {
    events.push(seen);
    if (events.length === count) break;
  }
  return events;
}

const versionsAsked = () =>
  server.received.map(({ url }) => url.searchParams.get('resourceVersion'));

describe('a watch', () => {
  it('asks for bookmarks, from the version given, for five to ten minutes', async () => {
    await watch([stream([event('ADDED', '6')], 'stay')], 1);
    const [request] = server.received;
    expect(request?.url.pathname).toBe('/api/v1/namespaces/web/configmaps');
    expect(Object.fromEntries(request?.url.searchParams ?? [])).toEqual({
      watch: 'true',
      allowWatchBookmarks: 'true',
      resourceVersion: '5',
      timeoutSeconds: '450',
    });
  });

  it.each(['end', 'break'] as const)('goes on from the last version after an %s', async (how) => {
    const first = stream([event('ADDED', '6'), event('BOOKMARK', '8')], how);
    const events = await watch([first, stream([event('DELETED', '9')], 'stay')], 3);
    expect(events).toMatchObject([
      { type: 'ADDED', object: { apiVersion: 'v1', kind: 'ConfigMap' } },
      { type: 'BOOKMARK', resourceVersion: '8' },
      { type: 'DELETED' },
    ]);
    expect(versionsAsked()).toEqual(['5', '8']);
  });

  it('waits longer and longer while connections give nothing, however often they end', async () => {
    const empty = Array.from({ length: 8 }, () => stream([]));
    await watch([...empty, stream([event('ADDED', '6')], 'stay')], 1);
    expect(server.sleeps).toEqual([1000, 1000, 1000, 1000, 1600, 1600, 1600, 1600]);
  });

  it('makes no more than one connection a second, even if each gives something', async () => {
    const short = ['6', '7', '8'].map((version) => stream([event('MODIFIED', version)]));
    await watch([...short, stream([event('MODIFIED', '9')], 'stay')], 4);
    expect(server.sleeps).toEqual([1000, 1000, 1000]);
  });

  it.each([
    ['waits out the rest of the second', 300, [700]],
    ['goes on at once', 1000, []],
    ['waits a whole second', -60_000, [1000]],
  ])('%s after a connection of %i ms', async (_what, lived, expected) => {
    let now = 100_000;
    const sleeps: number[] = [];
    const sleep = async (milliseconds: number) => void sleeps.push(milliseconds);
    const first: Reply = (response) => {
      now += lived;
      stream([event('MODIFIED', '6')])(response);
    };
    const clock = { now: () => now, sleep };
    await watch([first, stream([event('MODIFIED', '7')], 'stay')], 2, { connect: { clock } });
    expect(sleeps).toEqual(expected);
  });

  it('gives up on connections that break again and again', async () => {
    await expect(watch([stream([], 'break')], 1)).rejects.toMatchObject({
      name: 'UnavailableError',
      message: expect.stringMatching(/^ConfigMap\/web\/\*: no answer from http:\S+ after 6 tries/),
    });
  });

  it.each<{ how: string; reply: Reply }>([
    { how: 'an answer', reply: status(410, 'Expired', 'too old resource version: 5 (9)') },
    {
      how: 'an event',
      reply: stream([
        `${JSON.stringify({ type: 'ERROR', object: status(410, 'Expired', 'too old resource version: 5 (9)').body })}\n`,
      ]),
    },
  ])('throws where the version is forgotten, said by $how', async ({ reply }) => {
    await expect(watch([reply], 1)).rejects.toMatchObject({
      name: 'GoneError',
      message: 'ConfigMap/web/*: too old resource version: 5 (9)',
    });
  });

  it('refuses a line that is not an event', async () => {
    await expect(watch([stream(['<html>\n'])], 1)).rejects.toMatchObject({ name: 'RefusedError' });
  });

  it('ends when the connection to the cluster is closed', async () => {
    server = await startScriptedApiServer([stream([event('ADDED', '6')], 'stay')]);
    const { cluster, close } = server.connection;
    const seen: string[] = [];
    for await (const { type } of cluster.watch({
      apiVersion: 'v1',
      kind: 'ConfigMap',
      resourceVersion: '5',
    })) {
      seen.push(type);
      await close();
    }
    expect(seen).toEqual(['ADDED']);
  });
});
