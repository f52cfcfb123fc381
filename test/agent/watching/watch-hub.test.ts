import { describe, expect, it } from 'vitest';
import type { WatchListener } from '../../../src/agent/watching/keep-watching.ts';
import { createWatchHub } from '../../../src/agent/watching/watch-hub.ts';
import type { WatchedKind } from '../../../src/agent/watching/watched-kind.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import {
  ForbiddenError,
  GoneError,
  UnavailableError,
} from '../../../src/model/ports/cluster-errors.ts';
import { type FakeCluster, fakeCluster } from '../../support/fake-cluster.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { configMap, secret } from '../../support/objects.ts';

const here = (name: string, namespace = 'ns'): Manifest =>
  configMap(name, {}, { namespace, labels: { 'tidewatch.dev/target': 'web' } });
const configMaps = (...namespaces: string[]): WatchedKind => ({
  apiVersion: 'v1',
  kind: 'ConfigMap',
  namespaces,
  labelSelector: 'tidewatch.dev/target',
});

/** What a member is told, one line each. */
function listener(): WatchListener & { readonly told: string[] } {
  const told: string[] = [];
  return {
    told,
    listed: ({ kind, namespace = '*' }, objects) =>
      told.push(`${kind}/${namespace}: ${objects.map(({ metadata }) => metadata.name)}`),
    changed: (type, { metadata }) => told.push(`${type} ${metadata.name}`),
    failed: ({ kind }, error) => told.push(`${kind} failed: ${(error as Error).message}`),
  };
}

function hubOn(fake: FakeCluster, cluster: Cluster = fake.cluster) {
  const clock = manualClock();
  const stop = new AbortController();
  const hub = createWatchHub({ cluster, clock, random: () => 1 }, stop.signal);
  return { hub, clock, stop };
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) await new Promise(setImmediate);
}

describe('a watch', () => {
  it('tells first what there is, then what moves', async () => {
    const fake = fakeCluster(here('a'), secret('s', {}));
    const { hub } = hubOn(fake);
    const member = listener();
    hub.join(member).watch([configMaps('ns')]);
    await settle();
    fake.put(here('b'));
    fake.put(here('a'));
    fake.remove({ group: '', kind: 'ConfigMap', namespace: 'ns', name: 'a' });
    await settle();
    expect(member.told).toEqual(['ConfigMap/ns: a', 'ADDED b', 'MODIFIED a', 'DELETED a']);
  });

  it('lists again at once when the server has forgotten where it was', async () => {
    const fake = fakeCluster(here('a'));
    const { hub } = hubOn(fake);
    const member = listener();
    hub.join(member).watch([configMaps('ns')]);
    await settle();
    fake.breakWatches(new GoneError('too old'));
    await settle();
    expect(member.told).toEqual(['ConfigMap/ns: a', 'ConfigMap/ns: a']);
  });

  it('waits longer and longer for a server that is away, and says so', async () => {
    const fake = fakeCluster(here('a'));
    const { hub, clock } = hubOn(fake);
    const member = listener();
    fake.intercept = () => {
      throw new UnavailableError('no answer');
    };
    hub.join(member).watch([configMaps('ns')]);
    for (const seconds of [0, 1, 2, 4]) {
      clock.advance(seconds * 1_000);
      await settle();
    }
    expect(member.told).toEqual(Array(4).fill('ConfigMap failed: no answer'));
    fake.intercept = () => undefined;
    clock.advance(7_999);
    await settle();
    expect(member.told).toHaveLength(4);
    clock.advance(1);
    await settle();
    expect(member.told.at(-1)).toBe('ConfigMap/ns: a');
  });

  it('is one over all namespaces from eleven on, and one each where that is forbidden', async () => {
    const namespaces = Array.from({ length: 11 }, (_, index) => `ns-${index}`);
    const fake = fakeCluster(here('a', 'ns-3'));
    const open = hubOn(fake);
    open.hub.join(listener()).watch([configMaps(...namespaces)]);
    await settle();
    expect(fake.calls).toEqual(['list ConfigMap', 'watch ConfigMap']);

    const cluster: Cluster = {
      ...fake.cluster,
      list: (options) =>
        options.namespace === undefined
          ? Promise.reject(new ForbiddenError('not all', { status: 403 }))
          : fake.cluster.list(options),
    };
    const member = listener();
    hubOn(fake, cluster)
      .hub.join(member)
      .watch([configMaps(...namespaces)]);
    await settle();
    expect(member.told).toHaveLength(11);
    expect(member.told).toContain('ConfigMap/ns-3: a');
  });
});

describe('members', () => {
  it('share a watch, and hear everything although they come late', async () => {
    const fake = fakeCluster(here('a'));
    const { hub } = hubOn(fake);
    const [first, second] = [listener(), listener()];
    hub.join(first).watch([configMaps('ns')]);
    await settle();
    hub.join(second).watch([configMaps('ns')]);
    await settle();
    expect(hub.size()).toBe(1);
    fake.put(here('b'));
    await settle();
    expect(second.told).toEqual(['ConfigMap/ns: a', 'ADDED b']);
    expect(first.told).toEqual(['ConfigMap/ns: a', 'ConfigMap/ns: a', 'ADDED b']);
  });

  it('hear no more of what they do not ask for any more', async () => {
    const fake = fakeCluster(here('a'));
    const { hub } = hubOn(fake);
    const [staying, leaving] = [listener(), listener()];
    hub.join(staying).watch([configMaps('ns')]);
    const membership = hub.join(leaving);
    membership.watch([configMaps('ns'), configMaps('other')]);
    await settle();
    membership.watch([configMaps('other')]);
    leaving.told.length = 0;
    fake.put(here('b'));
    await settle();
    expect(leaving.told).toEqual([]);
    expect(staying.told.at(-1)).toBe('ADDED b');
    membership.leave();
    expect(hub.size()).toBe(1);
  });

  it('make no request by asking for the same again', async () => {
    const fake = fakeCluster(here('a'));
    const { hub } = hubOn(fake);
    const membership = hub.join(listener());
    membership.watch([configMaps('a', 'b')]);
    await settle();
    const calls = fake.calls.length;
    membership.watch([configMaps('b', 'a')]);
    await settle();
    expect(fake.calls).toHaveLength(calls);
  });

  it('hear nothing once the agent stops', async () => {
    const fake = fakeCluster(here('a'));
    const { hub, stop } = hubOn(fake);
    const member = listener();
    hub.join(member).watch([configMaps('ns')]);
    await settle();
    stop.abort();
    fake.put(here('b'));
    await settle();
    expect(member.told).toEqual(['ConfigMap/ns: a']);
  });
});
