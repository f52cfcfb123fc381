import { describe, expect, it } from 'vitest';
import { planMermaid } from '../../src/report/plan-mermaid.ts';
import { planFor } from '../apply/planning.ts';
import { fakeCluster } from '../support/fake-cluster.ts';
import { configMap } from '../support/objects.ts';

const annotated = (name: string, annotations: Record<string, string>) =>
  configMap(name, {}, { annotations });

describe('a plan as a Mermaid graph', () => {
  it('has a box for each step that does something, in order, and what happens on failure', async () => {
    const plan = await planFor(fakeCluster().cluster, [
      configMap('settings'),
      annotated('late', { 'argocd.argoproj.io/sync-wave': '2' }),
      annotated('before', { 'argocd.argoproj.io/hook': 'PreSync' }),
      annotated('sorry', { 'argocd.argoproj.io/hook': 'SyncFail' }),
    ]);
    expect(planMermaid(plan).split('\n')).toEqual([
      'flowchart TD',
      '  start(["web at main@sha1:1"])',
      '  s0["PreSync<br/>run hook ConfigMap/ns/before"]',
      '  s1["Sync, wave 0<br/>create ConfigMap/ns/settings"]',
      '  s2["Sync, wave 2<br/>create ConfigMap/ns/late"]',
      '  start --> s0',
      '  s0 --> s1',
      '  s1 --> s2',
      '  f0["SyncFail<br/>run hook ConfigMap/ns/sorry"]',
      '  s2 -. if a step fails .-> f0',
      '',
    ]);
  });

  it('shows what waits, and for what', async () => {
    const hold = { by: 'window', reason: 'the "night" <late>', until: 1 } as const;
    const hooks = [annotated('before', { 'argocd.argoproj.io/hook': 'PreSync' })];
    const plan = await planFor(fakeCluster().cluster, hooks, { plan: { holds: [hold] } });
    expect(planMermaid(plan).split('\n').slice(2)).toEqual([
      '  later["Waiting for the #quot;night#quot; #lt;late#gt;<br/>hook ConfigMap/ns/before"]',
      '  start -. later .-> later',
      '',
    ]);
  });
});
