import { execFile } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Source } from '../../src/model/ports/source.ts';
import { openSource } from '../../src/source/open-source.ts';
import { parseReference } from '../../src/source/reference.ts';
import { createGitRepository, gitEnvironment } from '../../test/support/git-repository.ts';
import { type GitServer, startGitServer } from '../../test/support/git-server.ts';
import { silentLog } from '../../test/support/recording-log.ts';
import type { Benchmark } from '../benchmark.ts';
import { alternate, timed } from '../rounds.ts';
import { ratiosOf } from '../statistics.ts';

const run = promisify(execFile);
const rounds = 5;
const fileCount = 4_000;

/** What asking a Git server and fetching from it cost, next to git itself. */
export const sourceBenchmark: Benchmark = {
  name: 'source',
  title: `a repository of ${fileCount} files over git http-backend`,
  async run({ folder }) {
    const root = await folder();
    const repository = await createGitRepository(root, 'large');
    await repository.publish(manyFiles());
    const server = await startGitServer({ root });
    try {
      return await measure(server, root);
    } finally {
      await server.close();
    }
  },
};

function manyFiles(): Record<string, string> {
  return Object.fromEntries(
    Array.from({ length: fileCount }, (_, index) => [
      `overlays/team-${index % 40}/settings-${index}.yaml`,
      `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings-${index}\ndata:\n  owner: team-${index % 40}\n`,
    ]),
  );
}

async function measure(server: GitServer, root: string) {
  const url = server.url('large');
  const asked = await open(url, root);
  const resolving = await alternate(
    {
      tidewatch: () => timed(() => asked.resolve()),
      git: () => timed(() => git(['ls-remote', url, 'refs/heads/main'])),
    },
    rounds,
  );
  await asked.close();
  const fetching = await alternate(
    {
      tidewatch: () => fetchOnce(url, root),
      git: async () => {
        const place = await mkdtemp(join(root, 'clone-'));
        return timed(() => git(['clone', '--quiet', '--bare', '--depth', '1', url, place]));
      },
    },
    rounds,
  );
  return [
    { what: 'asking for the newest commit', unit: 'ms', samples: resolving.tidewatch },
    { what: 'git ls-remote', unit: 'ms', samples: resolving.git },
    ratio('asking / git ls-remote', resolving),
    { what: 'fetching a commit, nothing kept before', unit: 'ms', samples: fetching.tidewatch },
    { what: 'git clone --bare --depth 1', unit: 'ms', samples: fetching.git },
    ratio('fetching / git clone', fetching),
  ] as const;
}

function ratio(what: string, { tidewatch, git }: Record<'tidewatch' | 'git', number[]>) {
  return { what, unit: 'times', samples: ratiosOf(tidewatch, git) } as const;
}

/** A source with a cache folder of its own. */
async function open(url: string, root: string): Promise<Source> {
  return openSource({
    repository: url,
    reference: parseReference('main'),
    cacheFolder: await mkdtemp(join(root, 'cache-')),
    credentials: { kind: 'none' },
    environment: {},
    log: silentLog(),
  });
}

async function fetchOnce(url: string, root: string): Promise<number> {
  const source = await open(url, root);
  const revision = await source.resolve();
  const time = await timed(() => source.snapshot(revision));
  await source.close();
  return time;
}

async function git(args: readonly string[]): Promise<void> {
  await run('git', [...args], { env: gitEnvironment() });
}
