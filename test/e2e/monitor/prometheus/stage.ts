import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../../../src/agent/system-clock.ts';
import { connect } from '../../../../src/kubernetes/connection.ts';
import type { Manifest } from '../../../../src/model/manifest.ts';
import type { Cluster } from '../../../../src/model/ports/cluster.ts';
import { startControlPlane } from '../../../support/control-plane.ts';
import type { ControlPlane } from '../../../support/control-plane-types.ts';
import { createFileFolder } from '../../../support/file-folder.ts';
import { type Program, type RunningPod, TestNode } from '../../../support/node/test-node.ts';
import { OPERATOR_DEFINITIONS } from '../../../support/operator-prometheus.ts';
import { runTidewatch, type VerbResult } from '../../../support/run-tidewatch.ts';
import { CLUSTER_DEFINITIONS } from '../../../support/tidb-double/definitions.ts';
import type { DoubleSpec } from '../../../support/tidb-double/pods.ts';
import { startTidbDouble, type TidbDouble } from '../../../support/tidb-double/start-cluster.ts';

const DEFINITION = join(import.meta.dirname, '../../../../base/crd/pingcap.com_tidbmonitors.yaml');

/** A pod of a workload that Tidewatch makes, and the programs that run in it. */
export interface ExpectedPod {
  readonly namespace: string;
  /** Its name, or, of a Deployment's, the start of it. */
  readonly name: string;
  readonly programs: readonly Program[];
  /** Puts what its volumes hold already below the root of its containers. */
  readonly prepare?: (root: string) => Promise<void>;
}

/** A control plane, a node for pods, and clusters that run on it. */
export interface Stage {
  readonly controlPlane: ControlPlane;
  readonly cluster: Cluster;
  readonly node: TestNode;
  readonly doubles: readonly TidbDouble[];
  /**
   * Runs `tidewatch apply` on a folder of files until it ends, while the node
   * starts the pods that it waits for.
   *
   * @param flags More words of the command line.
   */
  deploy(
    files: Readonly<Record<string, string>>,
    pods: readonly ExpectedPod[],
    flags?: readonly string[],
  ): Promise<{ readonly result: VerbResult; readonly pods: readonly RunningPod[] }>;
  stop(): Promise<void>;
}

export async function startStage(
  specs: readonly DoubleSpec[],
  monitorNamespaces: readonly string[],
): Promise<Stage> {
  const controlPlane = await startControlPlane();
  const { kubectl, kubeconfig, serverUrl } = controlPlane;
  const connection = connect({ clock: systemClock, kubeconfig });
  const { cluster } = connection;
  const node = await TestNode.start({ cluster, kubectl, serverUrl });
  await prepareNamespaces(controlPlane, [
    ...new Set([...monitorNamespaces, ...specs.map(({ namespace }) => namespace)]),
  ]);
  await define(controlPlane);
  connection.discovery.refresh();
  const doubles: TidbDouble[] = [];
  for (const spec of specs) doubles.push(await startTidbDouble(spec, cluster, node));
  return {
    controlPlane,
    cluster,
    node,
    doubles,
    deploy: async (files, pods, flags = []) => {
      await using folder = await createFileFolder(files);
      const records = ['--kubeconfig', kubeconfig, '--namespace', 'tidewatch-system'];
      const applied = runTidewatch(['apply', '.', ...records, ...flags], { cwd: folder.path });
      const failed = applied.then(({ code, stdout, stderr }) => {
        if (code !== 0) throw new Error(`tidewatch apply ended with ${code}: ${stdout}${stderr}`);
      });
      const running: RunningPod[] = [];
      for (const { namespace, name, programs, prepare } of pods) {
        const pod = await Promise.race([waitForPod(cluster, namespace, name), failed]);
        if (pod === undefined) throw new Error(`tidewatch apply ended without Pod/${name}`);
        running.push(await node.startContainers(pod, programs, prepare));
      }
      return { result: await applied, pods: running };
    },
    stop: async () => {
      await node.stop();
      await Promise.all(doubles.map((double) => double.stop()));
      await connection.close();
      await controlPlane.stop();
    },
  };
}

async function prepareNamespaces(
  { kubectl }: ControlPlane,
  namespaces: readonly string[],
): Promise<void> {
  const items = ['tidewatch-system', ...namespaces].map((name) => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: { name },
  }));
  await kubectl(['apply', '-f', '-'], JSON.stringify({ apiVersion: 'v1', kind: 'List', items }));
  for (const { metadata } of items) {
    const where = ['-n', metadata.name, '--timeout=60s'];
    await kubectl(['wait', '--for=create', 'serviceaccount/default', ...where]);
  }
}

async function define({ kubectl }: ControlPlane): Promise<void> {
  const items = [...CLUSTER_DEFINITIONS, ...OPERATOR_DEFINITIONS];
  const list = JSON.stringify({ apiVersion: 'v1', kind: 'List', items });
  await kubectl(['apply', '--server-side', '-f', '-'], list);
  await kubectl(['apply', '--server-side', '-f', DEFINITION]);
  await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
}

async function waitForPod(cluster: Cluster, namespace: string, name: string): Promise<Manifest> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const { items } = await cluster.list({ apiVersion: 'v1', kind: 'Pod', namespace });
    const pod =
      items.find(({ metadata }) => metadata.name === name) ??
      items.find(({ metadata }) => metadata.name.startsWith(`${name}-`));
    if (pod !== undefined) return pod;
    if (Date.now() > deadline) throw new Error(`there was no Pod/${namespace}/${name} in a minute`);
    await delay(200);
  }
}
