import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/model/errors.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import { monitorObjects } from './desired-objects.ts';
import { recordEffects } from './effects.ts';
import { oldObjects } from './old-objects.ts';
import { attemptOnce, openStage, type Stage } from './stage.ts';

async function attempt(stage: Stage, desired: readonly Manifest[]) {
  const { cluster, discovery } = stage.direct;
  return attemptOnce(desired, { cluster, discovery, clock: stage.clock, by: 'test' });
}

/** What is said where a migration is refused: and nothing is done. */
async function refusalOf(
  old: readonly Manifest[],
  desired: readonly Manifest[],
  before?: readonly Manifest[],
): Promise<readonly string[]> {
  const stage = await openStage(old);
  if (before !== undefined) await attempt(stage, before);
  const effects = recordEffects(stage.direct.registry);
  const { plan, result } = await attempt(stage, desired);
  stage.close();
  expect(result.outcome).toBe('refused');
  expect(effects).toEqual([]);
  return plan.problems.map(formatProblem);
}

const without = (objects: readonly Manifest[], ...kinds: readonly string[]) =>
  objects.filter(({ kind }) => !kinds.includes(kind));

const pod = (claimName: string): Manifest => ({
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'reader', namespace: 'ns1' },
  spec: {
    containers: [{ name: 'reader', image: 'example.com/reader:1' }],
    volumes: [{ name: 'data', persistentVolumeClaim: { claimName } }],
  },
});

const claimOn = (name: string, volume: string): readonly Manifest[] => [
  {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace: 'ns1' },
    spec: {
      accessModes: ['ReadWriteOnce'],
      resources: { requests: { storage: '1Gi' } },
      storageClassName: '',
      volumeName: volume,
    },
  },
  {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name: volume },
    spec: {
      accessModes: ['ReadWriteOnce'],
      capacity: { storage: '1Gi' },
      hostPath: { path: `/${volume}` },
      claimRef: { kind: 'PersistentVolumeClaim', namespace: 'ns1', name },
    },
  },
];

describe('a Deployment is left alone', async () => {
  const old = await oldObjects('persistent-retain');
  const desired = await monitorObjects('persistent-retain');
  const set = 'StatefulSet/ns1/m-monitor';

  it('where neither its claim nor a volume of it is there', async () => {
    const gone = without(old, 'PersistentVolume', 'PersistentVolumeClaim');
    expect(await refusalOf(gone, desired)).toEqual([
      `monitor.yaml:6:1: ${set}: PersistentVolumeClaim/ns1/m-monitor, which held its data, does not exist, and no volume was bound to it; make the claim again for the volume with the data; if it is lost for good, delete Deployment/ns1/m-monitor, and a new volume is made`,
    ]);
  });

  it('where somebody else uses its claim', async () => {
    expect(await refusalOf([...old, pod('m-monitor')], desired)).toEqual([
      `monitor.yaml:6:1: ${set}: PersistentVolumeClaim/ns1/m-monitor is also used by Pod/ns1/reader, which is not a pod of the Deployment; stop that pod, or give it a volume of its own`,
    ]);
  });

  it('where its claim was made for something else', async () => {
    const foreign = old.map((object) =>
      object.kind === 'Deployment' ? mounting(object, 'shared') : object,
    );
    expect(await refusalOf([...foreign, ...claimOn('shared', 'pv-shared')], desired)).toEqual([
      `monitor.yaml:6:1: ${set}: its Deployment mounts PersistentVolumeClaim/ns1/shared, which was not made for a monitor; move the data by hand, or label the claim app.kubernetes.io/name: tidb-cluster and app.kubernetes.io/component: monitor if it is this monitor's alone`,
    ]);
  });

  it('where the claim of the StatefulSet is there already, on another volume', async () => {
    const both = [...old, ...claimOn('tidbmonitor-m-monitor-0', 'pv-other')];
    expect(await refusalOf(both, desired)).toEqual([
      `monitor.yaml:6:1: ${set}: PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-0 exists already and is not for PersistentVolume/pvc-1111, which has the old data; look at what is on its volume, then delete one of the two: that claim, or Deployment/ns1/m-monitor if the old data is not wanted`,
    ]);
  });
});

describe('a StatefulSet is left alone', () => {
  const shrunk = () => monitorObjects('persistent-retain', { storage: '5Gi' });
  const position = 'monitor.yaml:6:1: StatefulSet/ns1/m-monitor';
  const advice =
    'take the change back: a StatefulSet is only made anew where its volumes and pods can stay';

  it('where its storage shrinks', async () => {
    const before = await monitorObjects('persistent-retain');
    expect(await refusalOf([], await shrunk(), before)).toEqual([
      `${position}: the claim template tidbmonitor shrinks from 10Gi to 5Gi: volumes never shrink; ${advice}`,
    ]);
  });

  it('where it gets a volume, or loses it', async () => {
    const [with_, without_] = [
      await monitorObjects('persistent-retain'),
      await monitorObjects('nonpersistent'),
    ];
    expect(await refusalOf([], with_, without_)).toEqual([
      `${position}: the claim template tidbmonitor is new: what its pods hold now would be lost; ${advice}`,
    ]);
    expect(await refusalOf([], without_, with_)).toEqual([
      `${position}: the claim template tidbmonitor is gone: its pods would lose what they hold; ${advice}`,
    ]);
  });

  it('where its class changes', async () => {
    const before = await monitorObjects('persistent-retain', { storageClassName: 'standard' });
    const after = await monitorObjects('persistent-retain', { storageClassName: 'fast' });
    expect(await refusalOf([], after, before)).toEqual([
      `${position}: storageClassName of the claim template tidbmonitor differs: a volume cannot be changed so; ${advice}`,
    ]);
  });

  it('where its class does not let volumes grow', async () => {
    const fixed: Manifest = {
      apiVersion: 'storage.k8s.io/v1',
      kind: 'StorageClass',
      metadata: { name: 'fixed' },
      provisioner: 'tidewatch.dev/embedded',
    };
    const before = await monitorObjects('persistent-retain', { storageClassName: 'fixed' });
    const after = await monitorObjects('persistent-retain', {
      storageClassName: 'fixed',
      storage: '20Gi',
    });
    expect(await refusalOf([fixed], after, before)).toEqual([
      `${position}: PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-0 cannot grow from 10Gi to 20Gi: StorageClass/fixed does not allow volume expansion; take the change back, or allow volume expansion in the class`,
    ]);
  });

  it('where what would be made anew is not valid either', async () => {
    const before = await monitorObjects('persistent-retain');
    const after = before.map((object) =>
      object.kind === 'StatefulSet'
        ? {
            ...object,
            spec: { ...(object.spec as JsonObject), serviceName: 'other', replicas: -1 },
          }
        : object,
    );
    const [problem] = await refusalOf([], after, before);
    expect(problem).toContain('spec.replicas: Invalid value: -1');
  });
});

function mounting(deployment: Manifest, claimName: string): Manifest {
  const spec = deployment.spec as JsonObject;
  const template = spec.template as JsonObject;
  const podSpec = template.spec as JsonObject;
  const others = (podSpec.volumes as JsonObject[]).filter(({ name }) => name !== 'monitor-data');
  const volumes = [{ name: 'monitor-data', persistentVolumeClaim: { claimName } }, ...others];
  return {
    ...deployment,
    spec: { ...spec, template: { ...template, spec: { ...podSpec, volumes } } },
  };
}
