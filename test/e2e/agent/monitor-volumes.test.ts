import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { volumeForClaim } from '../../support/persistent-volumes.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';
import { type AgentSetting, type AgentStage, openAgentStage, says } from './agent-stage.ts';

const root = join(import.meta.dirname, '../../..');

describe('the volumes of a persistent monitor with two shards', () => {
  let stage: AgentStage;
  let setting: AgentSetting;
  let readiness: PodReadiness;
  let volumes: readonly string[];
  beforeAll(async () => {
    stage = await openAgentStage();
    await defineTidbKinds(stage.kubectl, root);
    setting = await stage.setUp('volumes');
    const { namespace } = setting;
    readiness = startPodReadiness({ cluster: stage.connection.cluster, namespace });
    const workloads = ['kept-monitor', 'kept-monitor-shard-1'];
    volumes = workloads.map((workload) => `${namespace}-${workload}`);
    const items = workloads.map((workload) =>
      volumeForClaim({
        name: `${namespace}-${workload}`,
        claim: { namespace, name: `tidbmonitor-${workload}-0` },
        capacity: '10Gi',
        storageClassName: 'manual',
        reclaimPolicy: 'Delete',
      }),
    );
    await stage.kubectl(
      ['create', '-f', '-'],
      JSON.stringify({ apiVersion: 'v1', kind: 'List', items }),
    );
  });
  afterAll(async () => {
    await readiness?.stop();
    await stage?.kubectl(['delete', 'persistentvolume', ...(volumes ?? []), '--wait=false']);
    await stage?.close();
  });

  const policies = async () => {
    const path = 'jsonpath={.items[*].spec.persistentVolumeReclaimPolicy}';
    return stage.kubectl(['get', 'persistentvolume', ...volumes, '-o', path]);
  };

  it('are kept when their claims go, although their class would delete them', async () => {
    const { namespace, repository } = setting;
    const agent = setting.run('--path', 'overlays/production');
    const spec =
      'spec:\n  persistent: true\n  storage: 10Gi\n  storageClassName: manual\n  shards: 2\n';
    const commit = await repository.publish({
      'overlays/production/kustomization.yaml': kustomizationYaml(namespace, ['kept.yaml']),
      'overlays/production/kept.yaml': monitorYaml('kept').replace('spec:\n', spec),
    });
    await agent.waitFor('it deployed', says('overlays-production', commit));
    const deadline = Date.now() + 30_000;
    while ((await policies()) !== 'Retain Retain' && Date.now() < deadline) await delay(200);
    expect(await policies()).toBe('Retain Retain');
    const path = 'jsonpath={.status.conditions[?(@.type=="ReclaimPolicySet")].message}';
    while (
      (await stage.kubectl(['get', 'tm', 'kept', '-n', namespace, '-o', path])) === '' &&
      Date.now() < deadline
    ) {
      await delay(200);
    }
    expect(await stage.kubectl(['get', 'tm', 'kept', '-n', namespace, '-o', path])).toBe(
      'all 2 volumes have the reclaim policy Retain',
    );
  });
});
