import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { composeReconcile } from '../../../src/agent/compose-reconcile.ts';
import { reconcile } from '../../../src/agent/reconcile.ts';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import type { TargetReport } from '../../../src/report/target-report.ts';
import { type AccessReviewer, createAccessReviewer } from '../../support/access-review.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { silentLog } from '../../support/recording-log.ts';
import { aTarget } from '../../support/targets.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';

const root = join(import.meta.dirname, '../../..');
const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));

describe('switching a monitor between rights in namespaces and in the whole cluster', () => {
  const connection = connect({ clock: systemClock, kubeconfig: inject('kubeconfig') });
  let namespace: string;
  /** More Roles and RoleBindings than may be deleted unasked. */
  let monitored: readonly string[];
  let reviewer: AccessReviewer;
  beforeAll(async () => {
    await defineTidbKinds(kubectl, root);
    namespace = await createNamespace(kubectl, 'switch');
    monitored = await Promise.all(
      Array.from({ length: 7 }, (_, index) => createNamespace(kubectl, `switch-${index}`)),
    );
    const account = { namespace, name: 'switch-monitor' };
    reviewer = await createAccessReviewer(inject('kubeconfig'), account);
  });
  afterAll(async () => {
    await reviewer?.close();
    await connection.close();
  });

  function attempt(clusterScoped: boolean): Promise<TargetReport> {
    const { cluster, discovery } = connection;
    const clusters = monitored.map((one) => `  - {name: basic, namespace: ${one}}\n`).join('');
    const monitor = monitorYaml('switch', { clusterScoped }).replace(
      '  - name: switch\n',
      clusters,
    );
    const { contextOf } = composeReconcile({
      ...{ cluster, discovery, clock: systemClock, log: silentLog(), namespace },
    });
    const target = aTarget(`switch-${namespace}`, { path: 'overlay', wait: false });
    return reconcile(
      {
        target,
        tree: memoryTree({
          'overlay/kustomization.yaml': kustomizationYaml(namespace, ['monitor.yaml']),
          'overlay/monitor.yaml': monitor,
        }),
        repository: 'tests',
        revision: 'main@sha1:1',
        goneTargets: new Set(),
      },
      contextOf(target.name),
    );
  }

  /** Asks again and again while something is under way; how often, and in which namespaces in vain. */
  async function reviewedWhile(action: () => Promise<TargetReport>) {
    let isDone = false;
    const running = action().finally(() => {
      isDone = true;
    });
    let reviews = 0;
    const refused = new Set<string>();
    const ask = async (one: string) => {
      while (!isDone) {
        reviews += 1;
        if (!(await reviewer.mayListPods(one))) refused.add(one);
      }
    };
    await Promise.all([running, ...monitored.map(ask)]);
    return { report: await running, reviews, refused: [...refused] };
  }

  async function rights(): Promise<readonly string[]> {
    const everywhere = await kubectl(['get', 'roles,rolebindings', '-A', '-o', 'name']);
    const cluster = await kubectl(['get', 'clusterroles,clusterrolebindings', '-o', 'name']);
    return `${everywhere}\n${cluster}`
      .split('\n')
      .filter(
        (name) =>
          name.endsWith(`/${namespace}.switch-monitor`) ||
          name.endsWith(`/${namespace}-switch-monitor`),
      );
  }

  it('starts with a Role where each cluster is, and nothing else', async () => {
    expect(await attempt(false)).toMatchObject({ phase: 'Ready', problems: [] });
    expect(await rights()).toHaveLength(14);
    for (const one of monitored) expect(await reviewer.mayListPods(one)).toBe(true);
    expect(await reviewer.mayListPods('kube-system')).toBe(false);
  });

  it.each([
    ['to the whole cluster', true, 2],
    ['and back', false, 14],
  ])(
    'goes %s without a moment without the right, and leaves nothing behind',
    async (_way, clusterScoped, count) => {
      const { report, reviews, refused } = await reviewedWhile(() => attempt(clusterScoped));
      expect(report).toMatchObject({ phase: 'Ready', problems: [], held: undefined });
      expect(reviews).toBeGreaterThan(monitored.length * 3);
      expect(refused).toEqual([]);
      expect(await rights()).toHaveLength(count);
      expect(await reviewer.mayListPods('kube-system')).toBe(clusterScoped);
    },
  );

  it('takes the right away where no cluster is monitored any more, without being asked', async () => {
    const [gone = '', ...left] = monitored;
    monitored = left;
    expect(await attempt(false)).toMatchObject({ phase: 'Ready', held: undefined });
    expect(await rights()).toHaveLength(12);
    for (let time = 0; time < 50 && (await reviewer.mayListPods(gone)); time++);
    expect(await reviewer.mayListPods(gone)).toBe(false);
  });
});
