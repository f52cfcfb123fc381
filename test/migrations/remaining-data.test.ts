import { expect, it } from 'vitest';
import { formatObjectId } from '../../src/model/object-id.ts';
import { monitorObjects } from './desired-objects.ts';
import { attemptOnce, openStage } from './stage.ts';

it('keeps the data of shards and replicas that go, says so in every plan, and has it back with them', async () => {
  const stage = await openStage([]);
  const { cluster, discovery, registry } = stage.direct;
  const options = { cluster, discovery, clock: stage.clock, by: 'test' };
  const large = await monitorObjects('persistent-retain', { shards: 2, replicas: 2 });
  const small = await monitorObjects('persistent-retain');
  const claims = () =>
    [...registry.store.collection('persistentvolumeclaims').objects.values()].map(
      ({ metadata, spec }) => `${metadata.name} ${JSON.stringify(spec)}`,
    );
  await attemptOnce(large, options);
  const before = claims();
  expect(before).toHaveLength(4);
  await attemptOnce(small, options);
  const { plan } = await attemptOnce(small, options);
  expect(plan.skips.map(({ id, reason }) => `${formatObjectId(id)}: ${reason.text}`)).toEqual(
    ['1', 'shard-1-0', 'shard-1-1'].map(
      (end) =>
        `PersistentVolumeClaim/ns1/tidbmonitor-m-monitor-${end}: it holds 10Gi of data of a shard or replica that is no more; delete it by hand once nobody needs it`,
    ),
  );
  expect(claims()).toEqual(before);
  await attemptOnce(large, options);
  expect(claims()).toEqual(before);
  stage.close();
});
