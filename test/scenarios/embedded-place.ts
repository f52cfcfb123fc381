import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/agent/system-clock.ts';
import { run } from '../../src/cli/run.ts';
import { startEmbeddedCluster } from '../../src/embedded/start-embedded-cluster.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { startAgentInProcess } from '../support/agent-in-process.ts';
import { recordingIo } from '../support/recording-io.ts';
import type { Place } from './place.ts';

/** The embedded API, with the agent and every verb in this process. */
export async function openEmbeddedPlace(): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-'));
  const embedded = await startEmbeddedCluster({ clock: systemClock });
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, embedded.kubeconfig);
  const { cluster, close } = connect({ clock: systemClock, environment: {}, kubeconfig });
  return {
    kubeconfig,
    folder,
    async createNamespace(prefix) {
      const name = `${prefix}-${randomBytes(4).toString('hex')}`;
      const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name } };
      await cluster.apply(namespace, { fieldManager: 'scenario' });
      return name;
    },
    // The embedded API has no rights to give or to take.
    agentKubeconfig: async () => kubeconfig,
    startAgent: startAgentInProcess,
    async runTidewatch(args) {
      const io = recordingIo(folder);
      const code = await run(args, io);
      return { code, stdout: io.output(), stderr: io.errors() };
    },
    async monitorTable(namespace) {
      const path = `/apis/pingcap.com/v1alpha1/namespaces/${namespace}/tidbmonitors`;
      const accept = 'application/json;as=Table;v=v1;g=meta.k8s.io';
      const response = await fetch(`${embedded.url}${path}`, { headers: { accept } });
      const table = (await response.json()) as Table;
      const shown = table.columnDefinitions.flatMap(({ name, priority }, index) =>
        priority === 0 ? [{ name, index }] : [],
      );
      return [
        shown.map(({ name }) => name.toUpperCase()),
        ...table.rows.map(({ cells }) => shown.map(({ index }) => String(cells[index] ?? ''))),
      ];
    },
    async [Symbol.asyncDispose]() {
      await close();
      await embedded.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

interface Table {
  readonly columnDefinitions: readonly { readonly name: string; readonly priority: number }[];
  readonly rows: readonly { readonly cells: readonly unknown[] }[];
}
