import { describe, expect, it } from 'vitest';
import { planText } from '../../src/report/plan-text.ts';
import { planFor } from '../apply/planning.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { configMap } from '../support/objects.ts';

const annotated = (name: string, annotations: Record<string, string>) =>
  configMap(name, {}, { annotations });

describe('a plan of several phases', () => {
  it('is shown as a tree: phases, waves, stages and hooks', async () => {
    const plan = await planFor(fakeCluster().cluster, [
      configMap('settings'),
      annotated('late', { 'argocd.argoproj.io/sync-wave': '2' }),
      annotated('before', { 'argocd.argoproj.io/hook': 'PreSync' }),
      annotated('sorry', { 'argocd.argoproj.io/hook': 'SyncFail' }),
      annotated('goodbye', { 'argocd.argoproj.io/hook': 'PostDelete' }),
    ]);
    expect(planText(plan).split('\n').slice(0, -2)).toEqual([
      'web at main@sha1:1',
      '  PreSync',
      '    hooks',
      '      > ConfigMap/ns/before   it has not run for this yet   objects.yaml:3:1',
      '  Sync',
      '    wave 0',
      '      configuration',
      '        + ConfigMap/ns/settings   it does not exist   objects.yaml:1:1',
      '    wave 2',
      '      configuration',
      '        + ConfigMap/ns/late   it does not exist   objects.yaml:2:1',
      '  SyncFail (only if something above fails)',
      '    hooks',
      '      > ConfigMap/ns/sorry   it has not run for this yet   objects.yaml:4:1',
      '  PostDelete (only after the target is deleted)',
      '    hooks',
      '      > ConfigMap/ns/goodbye   it has not run for this yet   objects.yaml:5:1',
    ]);
    expect(planText(plan)).toContain('2 to create, 0 to update, 0 unchanged, 1 hook to run; plan');
  });

  it('is data with all of that, and without what only running it needs', async () => {
    const plan = await planFor(fakeCluster().cluster, [
      annotated('before', { 'argocd.argoproj.io/hook': 'PreSync' }),
    ]);
    expect(JSON.parse(JSON.stringify(plan))).toMatchObject({
      phases: [
        {
          name: 'PreSync',
          waves: [
            {
              wave: 0,
              hooks: [{ step: 'hook/PreSync/ConfigMap/ns/before', action: 'run', timeout: 60_000 }],
            },
          ],
        },
      ],
    });
  });
});
