import { describe, expect, it } from 'vitest';
import { createMonitorWatch } from '../../../src/agent/monitors/watch-monitors.ts';
import { createWatchHub } from '../../../src/agent/watching/watch-hub.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { objectIdOf } from '../../../src/model/object-id.ts';
import { expand } from '../../../src/monitor/expand.ts';
import { clusterText, documents, monitorText } from '../../monitor/support/monitor-text.ts';
import { clusterWith, objectsIn } from '../../monitor/support/read-objects.ts';
import { fakeCluster } from '../../support/fake-cluster.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { aReport } from '../../support/targets.ts';

const secure = '{pd: {}, tlsCluster: {enabled: true}}';
const [cluster] = objectsIn(clusterText('basic', 'demo', secure)).map(({ manifest }) => manifest);

function secretWith(certificate: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { name: 'basic-cluster-client-secret', namespace: 'demo' },
    data: { 'ca.crt': 'Y2E=', 'tls.crt': certificate, 'tls.key': 'a2V5' },
  };
}

function workload(target: string, readyReplicas: number): Manifest {
  return {
    apiVersion: 'apps/v1',
    kind: 'StatefulSet',
    metadata: {
      name: 'basic-monitor',
      namespace: 'demo',
      labels: { 'tidewatch.dev/target': target },
    },
    status: { readyReplicas },
  };
}

/** The monitors as they are expanded with these objects on the cluster. */
function monitorsWith(...live: readonly Manifest[]) {
  return expand(objectsIn(documents(monitorText())), clusterWith(...live)).monitors;
}

async function stage(...live: readonly Manifest[]) {
  const clock = manualClock();
  const fake = fakeCluster(...live);
  const stopping = new AbortController();
  const hub = createWatchHub({ cluster: fake.cluster, clock, random: () => 0.5 }, stopping.signal);
  const hurried: string[] = [];
  const refreshed: string[] = [];
  let busy = false;
  const watch = createMonitorWatch({
    hub,
    clock,
    log: recordingLog(),
    hurry: (target) => {
      hurried.push(target);
      return !busy;
    },
    refresh: (target) => refreshed.push(target),
    stop: stopping.signal,
  });
  const attempted = async (monitors?: ReturnType<typeof monitorsWith>) => {
    watch.attempted(aReport('production'), monitors);
    await turns();
  };
  return {
    ...fake,
    clock,
    hub,
    watch,
    hurried,
    refreshed,
    attempted,
    setBusy: (value: boolean) => {
      busy = value;
    },
    end: () => stopping.abort(),
  };
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}

describe('what a monitor refers to', () => {
  it('has the target attempted when its content changes, and not when anything else does', async () => {
    if (cluster === undefined) throw new Error('no cluster');
    const first = secretWith('Zmlyc3Q=');
    const { put, hurried, attempted, end } = await stage(cluster, first);
    await attempted(monitorsWith(cluster, first));
    expect(hurried).toEqual([]);
    put({ ...first, metadata: { ...first.metadata, labels: { rotated: 'never' } } });
    put({ ...cluster, status: { phase: 'Upgrading' } });
    await turns();
    expect(hurried).toEqual([]);
    put(secretWith('c2Vjb25k'));
    await turns();
    expect(hurried).toEqual(['production']);
    await attempted(monitorsWith(cluster, secretWith('c2Vjb25k')));
    expect(hurried).toEqual(['production']);
    end();
  });

  it('has it attempted when it comes, and when it goes', async () => {
    if (cluster === undefined) throw new Error('no cluster');
    const { put, remove, hurried, attempted, end } = await stage();
    await attempted(monitorsWith());
    put(cluster);
    await turns();
    expect(hurried).toEqual(['production']);
    await attempted(monitorsWith(cluster));
    remove(objectIdOf(cluster));
    await turns();
    expect(hurried).toEqual(['production', 'production']);
    end();
  });

  it('has it attempted although it changed between the reading and the watch', async () => {
    if (cluster === undefined) throw new Error('no cluster');
    const { hurried, attempted, end } = await stage(cluster, secretWith('c2Vjb25k'));
    await attempted(monitorsWith(cluster, secretWith('Zmlyc3Q=')));
    expect(hurried).toEqual(['production']);
    end();
  });

  it('has it attempted once more where it changed while an attempt ran', async () => {
    if (cluster === undefined) throw new Error('no cluster');
    const first = secretWith('Zmlyc3Q=');
    const { put, hurried, attempted, clock, setBusy, end } = await stage(cluster, first);
    await attempted(monitorsWith(cluster, first));
    setBusy(true);
    put(secretWith('c2Vjb25k'));
    await turns();
    expect(hurried).toEqual(['production']);
    setBusy(false);
    await attempted();
    clock.advance(300);
    await turns();
    expect(hurried).toEqual(['production', 'production']);
    end();
  });

  it('is not watched any more once the target is gone', async () => {
    const { watch, hub, attempted, end } = await stage();
    await attempted(monitorsWith());
    expect(hub.size()).toBeGreaterThan(0);
    watch.forget('production');
    expect(hub.size()).toBe(0);
    end();
  });
});

describe('what a monitor consists of', () => {
  it('has the status written when it has moved, once for many moves', async () => {
    const { put, refreshed, attempted, clock, hurried, end } = await stage(
      workload('production', 1),
    );
    await attempted(monitorsWith());
    put(workload('production', 0));
    put(workload('production', 0));
    put(workload('another', 0));
    await turns();
    expect(refreshed).toEqual([]);
    clock.advance(300);
    await turns();
    expect(refreshed).toEqual(['production']);
    expect(hurried).toEqual([]);
    end();
  });
});
