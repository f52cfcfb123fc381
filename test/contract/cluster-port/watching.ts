import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { WatchEvent, WatchOptions } from '../../../src/model/ports/cluster.ts';
import {
  type ClusterUnderTest,
  configMap,
  manager,
  type OpenCluster,
  referenceTo,
  refusal,
} from './subject.ts';

export function watching(open: OpenCluster): void {
  describe('watching', () => {
    let on: ClusterUnderTest;
    beforeAll(async () => {
      on = await open();
    });
    afterAll(() => on.close());

    /** Where a watch of a label begins. */
    const startOf = async (set: string) => {
      const options = {
        apiVersion: 'v1',
        kind: 'ConfigMap',
        namespace: on.namespace,
        labelSelector: `set=${set}`,
      };
      const { resourceVersion } = await on.cluster.list(options);
      return { ...options, resourceVersion };
    };
    const apply = (name: string, data: Record<string, string>, set: string) =>
      on.cluster.apply(configMap(on.namespace, name, data, { set }), manager);

    it('gives what happened since a version, in order', async () => {
      const from = await startOf('order');
      await apply('a', { n: '1' }, 'order');
      await apply('a', { n: 'zwei – 二' }, 'order');
      await apply('b', {}, 'order');
      await on.cluster.delete(referenceTo(configMap(on.namespace, 'a', {})), {});
      expect(await eventsOf(on, from, 4)).toEqual([
        ['ADDED', 'a', { n: '1' }],
        ['MODIFIED', 'a', { n: 'zwei – 二' }],
        ['ADDED', 'b', undefined],
        ['DELETED', 'a', { n: 'zwei – 二' }],
      ]);
    });

    it('tells of an object that no longer matches as deleted', async () => {
      const from = await startOf('leaving');
      await apply('c', { n: '1' }, 'leaving');
      await apply('c', { n: '1' }, 'left');
      expect(await eventsOf(on, from, 2)).toEqual([
        ['ADDED', 'c', { n: '1' }],
        ['DELETED', 'c', { n: '1' }],
      ]);
    });

    it('ends quietly when its signal aborts', async () => {
      const stop = new AbortController();
      const watching = collect(on, { ...(await startOf('abort')), signal: stop.signal }, 1);
      stop.abort();
      expect(await watching).toEqual([]);
    });

    it('throws where the server has forgotten the version', async () => {
      const from = { ...(await startOf('gone')), resourceVersion: on.forgottenVersion };
      expect(await refusal(collect(on, from, 1))).toMatchObject({ name: 'GoneError', status: 410 });
    });
  });
}

type Seen = readonly [string, string, unknown];

/** The first `count` events that are not bookmarks, each as type, name and data. */
async function eventsOf(
  on: ClusterUnderTest,
  options: WatchOptions,
  count: number,
): Promise<Seen[]> {
  const events = await collect(on, options, count);
  return events.map((event) =>
    event.type === 'BOOKMARK'
      ? [event.type, '', undefined]
      : [event.type, event.object.metadata.name, event.object.data],
  );
}

async function collect(
  on: ClusterUnderTest,
  options: WatchOptions,
  count: number,
): Promise<WatchEvent[]> {
  const events: WatchEvent[] = [];
  for await (const event of on.cluster.watch(options)) {
    if (event.type === 'BOOKMARK') continue;
    events.push(event);
    if (events.length === count) break;
  }
  return events;
}
