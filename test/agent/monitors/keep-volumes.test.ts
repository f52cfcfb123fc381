import { describe, expect, it } from 'vitest';
import { createVolumeKeeper } from '../../../src/agent/monitors/keep-volumes.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Patch } from '../../../src/model/ports/cluster.ts';
import { ForbiddenError } from '../../../src/model/ports/cluster-errors.ts';
import { expansionOf } from '../../monitor/support/expansion.ts';
import { clusterText, documents, monitorText } from '../../monitor/support/monitor-text.ts';
import { fakeCluster } from '../../support/fake-cluster.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';

const persistent = '  persistent: true\n  storage: 10Gi\n';

function monitors(spec = '') {
  return expansionOf(documents(monitorText(`${persistent}${spec}`), clusterText())).monitors;
}

function claim(name: string, volume?: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'demo', uid: `claim-${name}` },
    spec: volume === undefined ? {} : { volumeName: volume },
  };
}

function volume(name: string, bound: string, more: JsonObject = {}): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, uid: `volume-${name}`, ...more },
    spec: { claimRef: { uid: `claim-${bound}` }, persistentVolumeReclaimPolicy: 'Delete' },
  };
}

const first = 'tidbmonitor-basic-monitor-0';
const second = 'tidbmonitor-basic-monitor-shard-1-0';

function stage(...objects: readonly Manifest[]) {
  const { cluster, calls } = fakeCluster(...objects);
  const clock = manualClock();
  const patches: [string, Patch][] = [];
  const changes: string[] = [];
  let forbidden = false;
  const keeper = createVolumeKeeper({
    cluster: {
      ...cluster,
      async patch(reference, patch) {
        if (forbidden) {
          throw new ForbiddenError(`PersistentVolume/${reference.name}: may not be patched`, {
            status: 403,
          });
        }
        patches.push([reference.name, patch]);
        return { ...reference, metadata: { name: reference.name } };
      },
    },
    clock,
    log: recordingLog(),
    onChange: (target) => changes.push(target),
  });
  return {
    keeper,
    clock,
    calls,
    patches,
    changes,
    forbid: () => {
      forbidden = true;
    },
  };
}

describe('the volumes of a monitor', () => {
  it('get its policy on all shards, with their identity as a condition', async () => {
    const { keeper, patches, changes } = stage(
      claim(first, 'a'),
      volume('a', first),
      claim(second, 'b'),
      volume('b', second),
    );
    const [monitor] = monitors('  shards: 2\n');
    if (monitor === undefined) throw new Error('no monitor');
    await keeper.keep('production', [monitor]);
    expect(patches).toEqual(
      [
        ['a', first],
        ['b', second],
      ].map(([name, of]) => [
        name,
        {
          type: 'json',
          operations: [
            { op: 'test', path: '/metadata/uid', value: `volume-${name}` },
            { op: 'test', path: '/spec/claimRef/uid', value: `claim-${of}` },
            { op: 'replace', path: '/spec/persistentVolumeReclaimPolicy', value: 'Retain' },
          ],
        },
      ]),
    );
    expect(keeper.stateOf(monitor)).toEqual({
      status: 'True',
      reason: 'Set',
      message: 'all 2 volumes have the reclaim policy Retain',
    });
    expect(changes).toEqual(['production']);
  });

  it('are left alone where they have it, are bound to others, or are being migrated', async () => {
    const migrated = { annotations: { 'tidewatch.dev/former-reclaim-policy': 'Delete' } };
    const { keeper, patches } = stage(claim(first, 'a'), volume('a', 'another'));
    await keeper.keep('production', monitors());
    const other = stage(claim(first, 'a'), volume('a', first));
    await other.keeper.keep('production', monitors('  pvReclaimPolicy: Delete\n'));
    const third = stage(claim(first, 'a'), volume('a', first, migrated));
    await third.keeper.keep('production', monitors());
    expect([...patches, ...other.patches, ...third.patches]).toEqual([]);
    expect(monitors().map(keeper.stateOf)).toEqual([
      {
        status: 'False',
        reason: 'NotSet',
        message: `PersistentVolume/a is not bound to PersistentVolumeClaim/demo/${first}`,
      },
    ]);
  });

  it('are a condition where the agent may not touch them', async () => {
    const { keeper, forbid } = stage(claim(first, 'a'), volume('a', first));
    forbid();
    await keeper.keep('production', monitors());
    expect(monitors().map(keeper.stateOf)).toEqual([
      { status: 'False', reason: 'NotSet', message: 'PersistentVolume/a: may not be patched' },
    ]);
  });

  it('cost no request for an hour once they have it', async () => {
    const { keeper, calls, clock } = stage(claim(first, 'a'), volume('a', first));
    await keeper.keep('production', monitors());
    const before = calls.length;
    await keeper.keep('production', monitors());
    expect(calls).toHaveLength(before);
    clock.advance(3_600_000);
    await keeper.keep('production', monitors());
    expect(calls.length).toBeGreaterThan(before);
  });
});
