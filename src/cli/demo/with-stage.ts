import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectTo } from '../connect-to.ts';
import type { Io } from '../io.ts';
import { serveEmbedded } from '../serve-embedded.ts';
import { approveVerb } from '../verbs/approve.ts';
import { diffVerb } from '../verbs/diff.ts';
import { createClusterView } from './cluster-view.ts';
import { startDemoAgent } from './demo-agent.ts';
import { DemoError } from './demo-error.ts';
import type { Narrator } from './narrator.ts';
import { packageFolder } from './package-folder.ts';
import { preparePlatform } from './platform.ts';
import { createScratchRepository } from './scratch-repository.ts';
import { overlay, type Stage, target } from './stage.ts';
import { commitExample } from './steps.ts';

/** How long pods take to become ready, in milliseconds: long enough to see the agent wait. */
const podStartup = 400;

/**
 * Sets the stage in an empty folder (a repository, a cluster, and the agent
 * between them), lets `play` use it, and clears it away.
 */
export async function withStage(
  folder: string,
  narrator: Narrator,
  io: Io,
  play: (stage: Stage) => Promise<void>,
): Promise<void> {
  const kubeconfig = join(folder, 'kubeconfig');
  const logFile = join(folder, 'agent.log');
  const repository = await createScratchRepository(join(folder, 'monitoring'), {
    from: packageFolder(),
    folders: ['base', 'overlays'],
  });
  const firstCommit = await commitExample(repository);
  await using embedded = await serveEmbedded({
    host: '127.0.0.1',
    port: 0,
    kubeconfig,
    podStartup,
  });
  const toCluster = { kubeconfig, namespace: 'tidewatch-system' };
  await using connection = await connectTo(toCluster, io);
  await preparePlatform(connection);
  narrator.say(`repository  ${repository.folder} (copies of base/ and overlays/)`);
  narrator.say(`agent       follows branch main, deploys ${overlay}; its log is ${logFile}`);
  narrator.say(`look at it  kubectl --kubeconfig ${kubeconfig} get tm -A`);
  await using agent = await startDemoAgent(
    {
      repository: repository.folder,
      path: overlay,
      kubeconfig,
      cacheDirectory: join(folder, 'cache'),
      logFile,
    },
    io,
  );
  await play({
    repository,
    firstCommit,
    agent,
    narrator,
    view: createClusterView(connection),
    settled: () => embedded.settled(),
    async preview(path, text) {
      const lines: string[] = [];
      const told = { ...io, stdout: (part: string) => void lines.push(part), stderr: () => {} };
      const options = { ...toCluster, output: 'text', prune: true } as const;
      const file = join(repository.folder, path);
      const before = await repository.read(path);
      await writeFile(file, text);
      try {
        await diffVerb(join(repository.folder, overlay), options, told);
      } finally {
        await writeFile(file, before);
      }
      return lines.join('').trimEnd();
    },
    async approve(digest) {
      const told = { ...io, stdout: (text: string) => narrator.say(text.trimEnd()) };
      const code = await approveVerb(target, digest, toCluster, told);
      if (code !== 0) throw new DemoError(`expected: ${digest} is approved; found: exit ${code}`);
    },
  });
}
