import { expect, it } from 'vitest';
import { createMonitorStatusWriter } from '../../src/agent/monitor-status-writer.ts';
import type { KnownDrift } from '../../src/drift/drift.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import { valueAt } from '../../src/model/manifest.ts';
import type { ApiResource, Cluster, Discovery } from '../../src/model/ports/cluster.ts';
import { statusOf } from '../../src/monitor/status.ts';
import { expansionOf } from '../monitor/support/expansion.ts';
import { clusterText, documents, monitorText } from '../monitor/support/monitor-text.ts';
import { builtInDiscovery } from '../support/built-in-discovery.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { aReport } from '../support/targets.ts';

const drift = (kind: string, name: string): KnownDrift => ({
  id: { group: kind === 'StatefulSet' ? 'apps' : '', kind, namespace: 'demo', name },
  kind: 'deleted',
  fields: [],
  position: undefined,
  writer: undefined,
  firstSeen: 0,
  answer: { kind: 'warn' },
});

/** A writer for one TidbMonitor, and what the condition `Drifted` says each time it is written. */
function stage() {
  const { objects, monitors } = expansionOf(documents(monitorText(''), clusterText()));
  const [monitor] = objects;
  if (monitor === undefined) throw new Error('no TidbMonitor');
  const labels = { 'tidewatch.dev/target': 'web' };
  const { manifest } = monitor;
  const { cluster, put } = fakeCluster();
  const live = { ...manifest, metadata: { ...manifest.metadata, labels } };
  put(live);
  const said: (JsonValue | undefined)[] = [];
  const watched: Cluster = {
    ...cluster,
    async apply(applied) {
      const { status } = applied;
      put({ ...live, ...(isJsonObject(status) ? { status } : {}) });
      const conditions = valueAt(status, ['conditions']);
      const found = (Array.isArray(conditions) ? conditions : []).find(
        (one: JsonValue) => isJsonObject(one) && one.type === 'Drifted',
      ) as JsonObject | undefined;
      said.push(found?.status);
      return applied;
    },
  };
  const writer = createMonitorStatusWriter(watched, discovery, statusOf);
  return { writer, monitors, said };
}

const builtIn = builtInDiscovery();
const tidbMonitors: ApiResource = {
  group: 'pingcap.com',
  version: 'v1alpha1',
  kind: 'TidbMonitor',
  resource: 'tidbmonitors',
  namespaced: true,
  verbs: ['get', 'list', 'patch'],
};
const discovery: Discovery = {
  ...builtIn,
  find: async (group, kind, version) =>
    kind === 'TidbMonitor' ? tidbMonitors : builtIn.find(group, kind, version),
};

it('says of a TidbMonitor that it drifted, and that it does no more', async () => {
  const { writer, monitors, said } = stage();
  await writer.write(aReport('web'), monitors);
  await writer.drifted('web', [drift('StatefulSet', 'basic-monitor')], 1_000);
  await writer.drifted('web', [], 2_000);
  expect(said).toEqual([undefined, 'True', 'False']);
});

it('goes on saying so with every report in between', async () => {
  const { writer, monitors, said } = stage();
  await writer.drifted('web', [drift('StatefulSet', 'basic-monitor')], 1_000);
  expect(said).toEqual([]);
  await writer.write(aReport('web'), monitors);
  await writer.write(aReport('web', { phase: 'Failed' }), undefined);
  expect(said).toEqual(['True', 'True']);
});

it('does not blame a TidbMonitor for what is not its own', async () => {
  const { writer, monitors, said } = stage();
  await writer.write(aReport('web'), monitors);
  await writer.drifted('web', [drift('ConfigMap', 'settings')], 1_000);
  expect(said).toEqual([undefined, 'False']);
});
