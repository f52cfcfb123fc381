import { describe, expect, it } from 'vitest';
import { warn } from '../../../src/model/drift-policy.ts';
import { openDriftStage } from './drift-stage.ts';

// What users of other tools report of drift, told as what must not happen here.

const files = {
  'kustomization.yaml': 'resources:\n- settings.yaml\n',
  'settings.yaml':
    'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\n  namespace: default\ndata:\n  level: info\n',
};

describe('drift', () => {
  it('is warned of without being corrected, where that is wanted', async () => {
    await using on = await openDriftStage({ files, standard: warn });
    await on.attempt();
    const before = on.writes.length;
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    expect(await on.drifted()).toHaveLength(1);
    expect(on.writes).toHaveLength(before);
    expect((await on.find('ConfigMap', 'settings'))?.data).toEqual({ level: 'debug' });
  });

  it('has a content that stands in the status, not only in a debug log', async () => {
    await using on = await openDriftStage({ files, standard: warn });
    await on.attempt();
    await on.edit('ConfigMap', 'settings', { data: { level: 'debug' } });
    expect(await on.drifted()).toEqual([
      'ConfigMap/default/settings: data.level changed by kubectl-edit (Update) (in Git at settings.yaml:7:3)',
    ]);
    expect((await on.record()).drift).toMatchObject([
      { fields: [{ path: 'data.level', wanted: '"info"', live: '"debug"' }] },
    ]);
  });
});

describe('a storm of reconciles', () => {
  it('does not come of objects that others keep writing', async () => {
    await using on = await openDriftStage({ files });
    await on.attempt();
    const [attempts, requests] = [on.reports.length, on.requests.length];
    for (let beat = 0; beat < 50; beat++) {
      const annotations = { 'example.com/heartbeat': String(beat) };
      await on.edit('ConfigMap', 'settings', { metadata: { annotations } }, 'controller');
    }
    await on.advance(60_000);
    expect(await on.drifted()).toEqual([]);
    expect([on.reports.length, on.requests.length]).toEqual([attempts, requests]);
  });
});
