import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import { installAgent } from '../e2e/agent/install-agent.ts';
import { startAgent } from '../support/agent-process.ts';
import { createKubectl } from '../support/kubectl.ts';
import { createNamespace } from '../support/namespaces.ts';
import { type PodReadiness, startPodReadiness } from '../support/pod-readiness.ts';
import { runTidewatch } from '../support/run-tidewatch.ts';
import type { Place } from './place.ts';

/**
 * A real control plane, with the agent and every verb as processes of their own,
 * and no more rights for the agent than `base/agent` gives it.
 */
export async function openRealPlace(binaries: string, kubeconfig: string): Promise<Place> {
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-'));
  const kubectl = createKubectl(binaries, kubeconfig);
  const { cluster, close } = connect({ clock: systemClock, environment: {}, kubeconfig });
  const pods: PodReadiness[] = [];
  return {
    kubeconfig,
    folder,
    async createNamespace(prefix) {
      const namespace = await createNamespace(kubectl, prefix);
      pods.push(startPodReadiness({ cluster, namespace }));
      return namespace;
    },
    agentKubeconfig: (system, watched) =>
      installAgent(kubectl, { folder: join(folder, 'installation'), system, watched: [watched] }),
    startAgent: async (flags) => startAgent(Object.entries(flags).flatMap(argumentsOf)),
    runTidewatch: (args) => runTidewatch(args),
    async monitorTable(namespace) {
      const lines = (await kubectl(['get', 'tm', '-n', namespace])).trimEnd().split('\n');
      return lines.map((line) => line.trim().split(/\s{2,}/));
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(pods.map((readiness) => readiness.stop()));
      await close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** `cacheDirectory` is `--cache-directory` on the command line. */
function argumentsOf([name, value]: readonly [string, string]): readonly string[] {
  return [`--${name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`, value];
}
