import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import type { Discovery } from '../../src/model/ports/cluster.ts';
import { type AgentProcess, startAgent } from '../../test/support/agent-process.ts';
import { createGitRepository } from '../../test/support/git-repository.ts';
import { startGitServer } from '../../test/support/git-server.ts';
import { createNamespace } from '../../test/support/namespaces.ts';
import { startPodReadiness } from '../../test/support/pod-readiness.ts';
import type { BenchContext, Benchmark } from '../benchmark.ts';
import type { Measurement } from '../measurement.ts';
import { imageEnvironment } from '../subjects/image-environment.ts';
import { monitorTarget, publishMonitors } from '../subjects/monitor-repository.ts';
import { residentMemory } from '../subjects/resident-memory.ts';

const targets = 100;
/** Long enough for a poll of the repository and for the garbage of the applies to go. */
const settling = 20_000;
const samples = 5;
const dockerfile = join(import.meta.dirname, '../../Dockerfile');
const definition = join(import.meta.dirname, '../../base/crd/pingcap.com_tidbmonitors.yaml');

/** What an agent holds in memory once everything is deployed and nothing moves. */
export const idleBenchmark: Benchmark = {
  name: 'idle',
  title: `an agent with ${targets} targets, a TidbMonitor each, in the environment of the image`,
  async run(context) {
    const { kubeconfig, kubectl } = await context.controlPlane();
    const connection = connect({ clock: systemClock, kubeconfig });
    await kubectl(['apply', '--server-side', '-f', definition]);
    await served(connection.discovery);
    const namespace = await createNamespace(kubectl, 'idle');
    const root = await context.folder();
    const repository = await createGitRepository(root, 'monitoring');
    await publishMonitors(repository, targets, namespace);
    const server = await startGitServer({ root });
    const pods = startPodReadiness({ cluster: connection.cluster, namespace });
    const agent = startAgent(
      [
        ...['--repo', server.url('monitoring')],
        ...['--kubeconfig', kubeconfig, '--cache-directory', join(root, 'cache')],
        ...['--namespace', namespace, '--listen', 'off'],
      ],
      imageEnvironment(await readFile(dockerfile, 'utf8')),
    );
    try {
      return await measure(agent, context);
    } finally {
      await agent.end('SIGTERM');
      await pods.stop();
      await connection.close();
      await server.close();
    }
  },
};

/** Waits until the API server has taken in the definition. */
async function served(discovery: Discovery): Promise<void> {
  while ((await discovery.find('pingcap.com', 'TidbMonitor')) === undefined) {
    await delay(200);
    discovery.refresh();
  }
}

async function measure(agent: AgentProcess, { progress }: BenchContext): Promise<Measurement[]> {
  const start = performance.now();
  for (let index = 0; index < targets; index++) {
    const name = monitorTarget(index);
    await agent.waitFor(
      `${name} is ready`,
      ({ target, phase }) => target === name && phase === 'Ready',
      120_000,
    );
  }
  const time = (performance.now() - start) / 1000;
  progress(`all are ready; waiting ${settling / 1000} s`);
  await delay(settling);
  const resident: number[] = [];
  for (let sample = 0; sample < samples; sample++) {
    await delay(1_000);
    resident.push((await residentMemory(agent.pid)).now);
  }
  return [
    {
      what: 'resident memory, idle',
      unit: 'MB',
      samples: resident,
      bound: { limit: 130, inclusive: false, judged: 'max' },
    },
    { what: 'most it ever held', unit: 'MB', samples: [(await residentMemory(agent.pid)).peak] },
    { what: 'from start to all ready', unit: 's', samples: [time] },
  ];
}
