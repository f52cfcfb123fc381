import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { LineOrigin } from '../../src/model/ports/source.ts';
import { openSource } from '../../src/source/open-source.ts';
import { parseReference } from '../../src/source/reference.ts';
import { createGitRepository, type GitRepository } from '../support/git-repository.ts';
import { silentLog } from '../support/recording-log.ts';

const run = promisify(execFile);

let folder: string;
let repository: GitRepository;
const commits: string[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-lines-'));
  repository = await createGitRepository(folder, 'web');
  const versions = ['one\ntwo\nthree\n', 'zero\none\ntwo\nthree\n', 'zero\none\n2\nthree\n'];
  for (const text of versions) commits.push(await repository.publish({ 'a/b.yaml': text }));
  await repository.publish({ 'other.yaml': 'x\n' });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function originOf(path: string, line: number, file = 'a/b.yaml') {
  const source = await openSource({
    repository: path,
    reference: parseReference('main'),
    cacheFolder: join(folder, 'cache'),
    credentials: { kind: 'none' },
    environment: {},
    log: silentLog(),
  });
  try {
    const snapshot = await source.snapshot(await source.resolve());
    return await snapshot.lineOrigin(file, line);
  } finally {
    await source.close();
  }
}

it.each([
  ['in the commit that inserted it', 1, 1],
  ['in the first commit, though it stands elsewhere now', 2, 0],
  ['in the commit that changed it', 3, 2],
  ['in the first commit, below what changed', 4, 0],
])('finds a line %s', async (_, line, commit) => {
  expect(await originOf(repository.bare, line)).toMatchObject({
    commit: commits[commit],
    author: 'Author',
    exact: true,
  });
});

it('finds nothing where there is no such line, or no such file', async () => {
  expect(await originOf(repository.bare, 99)).toBeUndefined();
  expect(await originOf(repository.bare, 1, 'a/none.yaml')).toBeUndefined();
  expect(await originOf(repository.bare, 1, 'a')).toBeUndefined();
});

it('says so where the history is not at hand', async () => {
  const shallow = join(folder, 'shallow');
  await run('git', ['clone', '--quiet', '--depth', '1', `file://${repository.bare}`, shallow]);
  const origin = (await originOf(shallow, 2)) as LineOrigin;
  expect(origin).toMatchObject({ author: 'Author', exact: false });
  expect(commits).not.toContain(origin.commit);
});
