import { afterAll, beforeAll, expect, it } from 'vitest';
import { warn } from '../../../src/model/drift-policy.ts';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import { valueAt } from '../../../src/model/manifest.ts';
import { readManifests } from '../../../src/model/yaml/read-manifests.ts';
import { definitionFiles, monitorYaml } from '../../support/monitoring-repository.ts';
import { type DriftStage, openDriftStage } from './drift-stage.ts';

let stage: DriftStage;
beforeAll(async () => {
  stage = await openDriftStage({
    files: {
      'monitor.yaml': monitorYaml('basic', { namespace: 'default' }),
      'kustomization.yaml': 'resources: [monitor.yaml]\n',
    },
    standard: warn,
  });
  const definitions = await definitionFiles();
  const { manifests } = readManifests(String(definitions['crd/tidbmonitors.yaml']), 'crd.yaml');
  for (const { manifest } of manifests) await stage.open.apply(manifest);
  expect((await stage.attempt()).problems).toEqual([]);
}, 60_000);
afterAll(() => stage[Symbol.asyncDispose]());

/** What the TidbMonitor says of drift, without times. */
async function drifted(): Promise<JsonObject | undefined> {
  const monitor = await stage.open.cluster.get({
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbMonitor',
    namespace: 'default',
    name: 'basic',
  });
  const conditions = valueAt(monitor, ['status', 'conditions']);
  const found = (Array.isArray(conditions) ? conditions : [])
    .filter(isJsonObject)
    .find(({ type }) => type === 'Drifted');
  return found && { status: found.status, reason: found.reason, message: found.message };
}

const asInGit = {
  status: 'False',
  reason: 'AsInGit',
  message: 'its objects are as Git has them',
};

it('a TidbMonitor says that its objects are as in Git, once the agent has looked', async () => {
  await stage.advance(2_000);
  expect(await drifted()).toEqual(asInGit);
});

it('a TidbMonitor names what somebody changed of its objects, until that is right again', async () => {
  await stage.edit('StatefulSet', 'basic-monitor', { spec: { replicas: 3 } });
  await stage.advance(1_000);
  expect(await drifted()).toEqual({
    status: 'True',
    reason: 'ChangedOnCluster',
    message:
      'StatefulSet/default/basic-monitor: spec.replicas changed by kubectl-edit (Update): scaled up from 1 to 3 pods (in Git at monitor.yaml:6:1)',
  });
  await stage.edit('StatefulSet', 'basic-monitor', { spec: { replicas: 1 } });
  await stage.advance(1_000);
  expect(await drifted()).toEqual(asInGit);
});
