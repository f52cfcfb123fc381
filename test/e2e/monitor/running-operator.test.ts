import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { composeReconcile } from '../../../src/agent/compose-reconcile.ts';
import { reconcile } from '../../../src/agent/reconcile.ts';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { silentLog } from '../../support/recording-log.ts';
import { aTarget } from '../../support/targets.ts';
import { defineTidbKinds } from '../../support/tidb-definitions.ts';

const root = join(import.meta.dirname, '../../..');
inject('binaries');

// An operator that all tests would see: on a control plane of its own.
describe('a tidb-operator that runs on the cluster', () => {
  let plane: ControlPlane;
  let namespace: string;
  let connection: ReturnType<typeof connect>;
  beforeAll(async () => {
    plane = await startControlPlane();
    connection = connect({ clock: systemClock, kubeconfig: plane.kubeconfig });
    await defineTidbKinds(plane.kubectl, root);
    namespace = await createNamespace(plane.kubectl, 'shared');
    await deployOperator('');
  });
  afterAll(async () => {
    await connection?.close();
    await plane?.stop();
  });

  async function deployOperator(selector: string): Promise<void> {
    const labels = {
      'app.kubernetes.io/name': 'tidb-operator',
      'app.kubernetes.io/component': 'controller-manager',
      'app.kubernetes.io/instance': 'tidb-operator',
    };
    const command = ['/usr/local/bin/tidb-controller-manager', `-selector=${selector}`];
    const object = {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name: 'tidb-controller-manager', namespace, labels },
      spec: {
        selector: { matchLabels: labels },
        template: {
          metadata: { labels },
          spec: {
            containers: [{ name: 'tidb-operator', image: 'pingcap/tidb-operator', command }],
          },
        },
      },
    };
    await plane.kubectl(['apply', '-f', '-'], JSON.stringify(object));
  }

  function attempt(monitor: string) {
    const { cluster, discovery } = connection;
    const { contextOf } = composeReconcile({
      ...{ cluster, discovery, clock: systemClock, log: silentLog(), namespace },
    });
    return reconcile(
      {
        target: aTarget('shared', { path: 'overlay', wait: false }),
        tree: memoryTree({
          'overlay/kustomization.yaml': kustomizationYaml(namespace, ['monitor.yaml']),
          'overlay/monitor.yaml': monitor,
        }),
        repository: 'tests',
        revision: 'main@sha1:1',
        goneTargets: new Set(),
      },
      contextOf('shared'),
    );
  }

  it('keeps its monitors from being deployed, until it leaves them out', async () => {
    const labelled = monitorYaml('shared').replace(
      'metadata:\n',
      'metadata:\n  labels: {app.kubernetes.io/managed-by: tidewatch}\n',
    );
    const refused = await attempt(labelled);
    expect(refused.phase).toBe('Failed');
    expect(refused.problems.map(({ code }) => code)).toEqual(['OPERATOR_CONTROLS_MONITOR']);
    const none = await plane.kubectl([
      'get',
      'tidbmonitors,statefulsets',
      '-n',
      namespace,
      '-o',
      'name',
    ]);
    expect(none.trim()).toBe('');
    await deployOperator('app.kubernetes.io/managed-by!=tidewatch');
    expect(await attempt(labelled)).toMatchObject({ phase: 'Ready', problems: [] });
  });
});
