import { describe, expect, it } from 'vitest';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';
import { planText } from '../../src/report/plan-text.ts';
import { watchInvariants } from './invariants.ts';
import { type CaseName, readCase } from './old-objects.ts';
import { openOperatedStage, wholeMonitor } from './operated-stage.ts';
import { attemptOnce, planOnce } from './stage.ts';

const cases: readonly CaseName[] = ['persistent-retain', 'nonpersistent', 'clusterscoped'];

/** `Kind/name`, for each object but the cluster's own. */
const named = (objects: readonly Manifest[]) =>
  objects.map(({ kind, metadata }) => `${kind}/${metadata.name}`).sort();

describe.each(cases)('what tidb-operator 1.1 has made: %s', (name) => {
  it('is planned in steps, and becomes what the plan says', async () => {
    const stage = await openOperatedStage(name);
    const { registry, cluster, discovery } = stage.direct;
    const violations = watchInvariants(registry, { accessStays: true });
    const options = { cluster, discovery, clock: stage.clock, by: 'test' };
    const desired = await wholeMonitor(name);

    const plan = await planOnce(desired, options);
    const text = planText(plan)
      .replace(/sha256:[0-9a-f]{64}/g, 'sha256:…')
      .replace(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, '…');
    await expect(text).toMatchFileSnapshot(`golden/${name}.plan.golden.txt`);
    const { result } = await attemptOnce(desired, options);
    expect(result.problems).toEqual([]);
    expect(result.outcome).toBe('done');
    expect(violations).toEqual([]);

    const live = registry.types
      .stored()
      .flatMap(({ storage }) => [...registry.store.collection(storage).objects.values()]);
    const expected = (await readCase(name, '90-new-objects.yaml')).filter(
      ({ kind }) => kind !== 'PersistentVolume' && kind !== 'PersistentVolumeClaim',
    );
    expect(named(live)).toEqual(expect.arrayContaining(named(expected)));
    for (const object of expected) {
      const found = live.find(
        ({ kind, metadata }) => kind === object.kind && metadata.name === object.metadata.name,
      );
      expect(found?.metadata.labels).toMatchObject({ ...object.metadata.labels });
    }
    expect(live.filter(({ kind }) => kind === 'Deployment')).toEqual([]);

    const monitor = live.find(({ kind }) => kind === 'TidbMonitor');
    expect(monitor?.metadata.finalizers ?? []).toEqual([]);
    const strays = live.filter(
      ({ kind, metadata }) =>
        kind.startsWith('Cluster') &&
        metadata.ownerReferences?.some((one) => one.kind === 'TidbMonitor'),
    );
    expect(named(strays)).toEqual([]);
    if (name !== 'nonpersistent') {
      const volume = registry.store.get('persistentvolumes', 'pvc-1111');
      expect(valueAt(volume, ['spec', 'claimRef'])).toMatchObject({
        namespace: 'ns1',
        name: 'tidbmonitor-m-monitor-0',
      });
      expect(valueAt(volume, ['status', 'phase'])).toBe('Bound');
    }
    stage.close();
  });
});
