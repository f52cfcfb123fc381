import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { ApplyEvent } from '../../../src/apply/apply-event.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, statefulSet } from '../../support/objects.ts';
import {
  type PodOutcome,
  type PodReadiness,
  startPodReadiness,
} from '../../support/pod-readiness.ts';
import { createDeployer, type Deployer, shortChanges } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

describe('what the server refuses', () => {
  let namespace: string;
  let deployer: Deployer;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'refused');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
  });
  afterAll(() => deployer.close());

  const list = () => kubectl(['get', 'configmap,statefulset', '-n', namespace, '-o', 'name']);

  it('is reported all at once, and nothing is written', async () => {
    const { plan, result } = await deployer.deploy([
      configMap('good'),
      configMap('bad key', {}),
      { ...configMap('misspelt'), dta: {} },
      statefulSet('database', { replicas: -1 }),
    ]);
    expect(result).toMatchObject({ outcome: 'refused', changes: [], problems: plan.problems });
    expect(plan.problems.map(formatProblem)).toEqual([
      expect.stringMatching(
        /^objects.yaml:2:1: ConfigMap\/[^/]+\/bad key: the API server refuses it: ConfigMap "bad key" is invalid: metadata.name: /,
      ),
      `objects.yaml:3:1: ConfigMap/${namespace}/misspelt: the API server refuses it: failed to create typed patch object (${namespace}/misspelt; /v1, Kind=ConfigMap): .dta: field not declared in schema; correct it in Git`,
      `objects.yaml:4:1: StatefulSet/${namespace}/database: the API server refuses it: StatefulSet.apps "database" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0; correct it in Git`,
    ]);
    expect((await list()).trim()).toBe('configmap/kube-root-ca.crt');
  });

  it('is never deleted to be made again, when a field cannot be changed', async () => {
    const web = (app: string) => ({
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'web' },
      spec: {
        selector: { matchLabels: { app } },
        template: {
          metadata: { labels: { app } },
          spec: { containers: [{ name: 'main', image: 'registry.example.com/web:1' }] },
        },
      },
    });
    const wait = { target: { wait: false } };
    await deployer.deploy([web('one')], wait);
    const uid = () =>
      kubectl(['get', 'deployment/web', '-n', namespace, '-o', 'jsonpath={.metadata.uid}']);
    const before = await uid();
    const { result } = await deployer.deploy([web('two')], wait);
    expect(result.outcome).toBe('refused');
    expect(result.problems.map(({ advice }) => advice)).toEqual([
      'take the change back, or migrate the object by hand: it is never deleted to be created again',
    ]);
    expect(await uid()).toBe(before);
  });

  it('is a kind that nobody defines', async () => {
    const gadget = { apiVersion: 'example.com/v1', kind: 'Gadget', metadata: { name: 'a' } };
    const { problems } = await deployer.plan([gadget]);
    expect(problems.map(formatProblem)).toEqual([
      `objects.yaml:1:1: Gadget/${namespace}/a: the cluster does not serve Gadget of example.com/v1; correct apiVersion and kind, or add the CustomResourceDefinition`,
    ]);
  });

  it('is an object in a namespace that does not exist', async () => {
    const { problems } = await deployer.plan([configMap('a', {}, { namespace: 'nowhere' })]);
    expect(problems.map(formatProblem)).toEqual([
      'objects.yaml:1:1: ConfigMap/nowhere/a: the API server refuses it: namespaces "nowhere" not found; create what is missing, or add it to this target',
    ]);
  });
});

describe('what does not get healthy', () => {
  let namespace: string;
  let deployer: Deployer;
  let pods: PodReadiness;
  let outcome: PodOutcome = 'notReady';
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'unhealthy');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
    pods = startPodReadiness({ cluster: deployer.cluster, namespace, outcome: () => outcome });
  });
  afterAll(async () => {
    await pods.stop();
    await deployer.close();
  });

  it('is named when the time is up, with what its pods say', async () => {
    const { result } = await deployer.deploy([statefulSet('database')], {
      target: { timeout: 1_000 },
    });
    expect(result).toMatchObject({ outcome: 'unhealthy', healthy: false, reached: 'Sync/health' });
    expect(result.unhealthy).toEqual([
      {
        id: { group: 'apps', kind: 'StatefulSet', namespace, name: 'database' },
        status: 'InProgress',
        message: `0 of 1 replicas are ready; Pod/${namespace}/database-0: it runs but is not ready`,
      },
    ]);
    expect(shortChanges(result)).toEqual(['created StatefulSet database']);
  });

  it('is not pruned around: nothing is deleted before everything is healthy', async () => {
    await deployer.deploy([statefulSet('database'), configMap('one'), configMap('two')], {
      target: { timeout: 1 },
    });
    const { result } = await deployer.deploy([statefulSet('database'), configMap('one')], {
      target: { timeout: 1 },
      plan: { budget: { objects: 10, percent: 100 } },
    });
    expect(result.outcome).toBe('unhealthy');
    const left = await kubectl(['get', 'configmap', '-n', namespace, '-o', 'name']);
    expect(left).toContain('configmap/two');
  });

  it('is no longer waited for when something newer is here', async () => {
    const newer = new AbortController();
    const onProgress = (event: ApplyEvent) => {
      if (event.type === 'waiting') newer.abort();
    };
    const { result } = await deployer.deploy([statefulSet('database')], {
      apply: { stopWaiting: newer.signal, onProgress },
      target: { prune: false },
    });
    expect(result.outcome).toBe('superseded');
  });

  it('is left as it is when the agent stops', async () => {
    const stop = new AbortController();
    const onProgress = (event: ApplyEvent) => {
      if (event.type === 'waiting') stop.abort();
    };
    const { result } = await deployer.deploy([statefulSet('database')], {
      apply: { signal: stop.signal, onProgress },
      target: { prune: false },
    });
    expect(result.outcome).toBe('aborted');
  });

  it('is seen to get healthy at last', async () => {
    const deletions: Promise<string>[] = [];
    const onProgress = (event: ApplyEvent) => {
      if (event.type !== 'waiting' || deletions.length > 0) return;
      outcome = 'ready';
      deletions.push(kubectl(['delete', 'pod', 'database-0', '-n', namespace]));
    };
    const { result } = await deployer.deploy([statefulSet('database')], {
      apply: { onProgress },
      target: { prune: false },
    });
    await Promise.all(deletions);
    expect(result).toMatchObject({ outcome: 'done', healthy: true, unhealthy: [] });
  });
});
