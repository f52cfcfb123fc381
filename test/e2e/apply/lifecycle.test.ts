import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import type { Manifest } from '../../../src/model/manifest.ts';
import { readInventory } from '../../../src/plan/read-inventory.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, secret, statefulSet } from '../../support/objects.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { createDeployer, type Deployer, shortChanges } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

describe('a target, from its first commit to its last', () => {
  let namespace: string;
  let deployer: Deployer;
  let pods: PodReadiness;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'lifecycle');
    deployer = createDeployer(inject('kubeconfig'), namespace, namespace);
    pods = startPodReadiness({ cluster: deployer.cluster, namespace });
  });
  afterAll(async () => {
    await pods.stop();
    await deployer.close();
  });

  const first: readonly Manifest[] = [
    configMap('settings', { level: 'info' }),
    configMap('other'),
    secret('password', { password: 'hunter2' }),
    statefulSet('database'),
  ];

  it('creates everything and waits until it is healthy', async () => {
    const { plan, result } = await deployer.deploy(first);
    expect(plan.problems).toEqual([]);
    expect(result).toMatchObject({ outcome: 'done', healthy: true, problems: [] });
    expect(shortChanges(result)).toEqual([
      'created ConfigMap other',
      'created ConfigMap settings',
      'created Secret password',
      'created StatefulSet database',
    ]);
  });

  it('writes nothing the second time', async () => {
    deployer.takeRequests();
    const { plan, result } = await deployer.deploy(first);
    expect(plan.summary).toMatchObject({ create: 0, update: 0, unchanged: 4 });
    expect(result).toMatchObject({ outcome: 'done', healthy: true });
    const verbs = deployer.takeRequests().map(({ verb }) => verb);
    expect(verbs.filter((verb) => !['get', 'list'].includes(verb))).toEqual([]);
  });

  it('touches only what a commit changes', async () => {
    const changed = [configMap('settings', { level: 'debug' }), ...first.slice(1)];
    const { plan, result } = await deployer.deploy(changed);
    expect(shortChanges(result).filter((line) => !line.startsWith('unchanged'))).toEqual([
      'configured ConfigMap settings',
    ]);
    const [update] = plan.phases
      .flatMap(({ waves }) => waves)
      .flatMap(({ stages }) =>
        stages.flatMap(({ objects }) => objects.filter(({ action }) => action === 'update')),
      );
    expect(update?.diff).toEqual([{ path: ['data', 'level'], before: 'info', after: 'debug' }]);
  });

  it('deletes what left Git, and keeps the record in step', async () => {
    const { result } = await deployer.deploy(
      first.filter(({ metadata }) => metadata.name !== 'other'),
      {
        plan: { budget: { objects: 10, percent: 50 } },
      },
    );
    expect(result.outcome).toBe('done');
    expect(shortChanges(result)).toContain('deleted ConfigMap other');
    const left = await kubectl(['get', 'configmap', '-n', namespace, '-o', 'name']);
    expect(left).not.toContain('configmap/other');
    const inventory = await readInventory(deployer.cluster, namespace, namespace);
    expect(inventory.entries.map(({ id }) => id.name)).toEqual([
      'settings',
      'password',
      'database',
    ]);
    expect(inventory.entries.every(({ uid }) => uid !== undefined)).toBe(true);
  });

  it('holds the deletion of a StatefulSet until its plan is approved', async () => {
    const rest = [configMap('settings'), secret('password', { password: 'hunter2' })];
    const held = await deployer.deploy(rest);
    expect(held.result.outcome).toBe('pruning-held');
    expect(held.plan.approval).toEqual({
      scope: 'deletions',
      begun: [],
      required: true,
      granted: false,
      held: true,
      reasons: [
        '1 of 3 objects are to be deleted, and 30 % may be unasked',
        `StatefulSet/${namespace}/database is never deleted unasked`,
      ],
    });
    expect(shortChanges(held.result)).toEqual([
      'configured ConfigMap settings',
      'skipped StatefulSet database',
      'unchanged Secret password',
    ]);
    const approvals = new Set([held.plan.digest]);
    const approved = await deployer.deploy(rest, { plan: { approvals } });
    expect(approved.plan.digest).toBe(held.plan.digest);
    expect(approved.result.outcome).toBe('done');
    expect(shortChanges(approved.result)).toContain('deleted StatefulSet database');
  });

  it('never takes an empty render for a wish to delete everything', async () => {
    const { plan, result } = await deployer.deploy([]);
    expect(result.outcome).toBe('done');
    expect(plan.prunes).toEqual([]);
    expect(plan.skips.map(({ reason }) => reason.code)).toEqual(['EMPTY_RENDER', 'EMPTY_RENDER']);
  });

  it('deletes everything, and the record, once the target has left Git and that is approved', async () => {
    const plan = await deployer.plan([], { plan: { retire: true } });
    expect(plan.approval.reasons[0]).toBe(`the target "${namespace}" left Git`);
    const approvals = new Set([plan.digest]);
    const { result } = await deployer.deploy([], { plan: { retire: true, approvals } });
    expect(shortChanges(result)).toEqual(['deleted ConfigMap settings', 'deleted Secret password']);
    const left = await kubectl(['get', 'configmap,secret', '-n', namespace, '-o', 'name']);
    expect(left.trim()).toBe('configmap/kube-root-ca.crt');
  });
});
