import {
  mkdir,
  readdir,
  readFile,
  stat,
  truncate,
  unlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/model/ports/source.ts';
import { failureOf, textOf } from '../contract/source/suite.ts';
import { type RemoteHarness, startRemote } from './remote-harness.ts';

const CORRUPT = 'Rebuilding a damaged cache';

describe('the cache of a remote', () => {
  let remote: RemoteHarness;
  const read = async (source: Source) => source.snapshot(await source.resolve());
  const repositoryFolder = async () => {
    const [name = 'nothing is cached'] = await readdir(remote.cacheFolder);
    return join(remote.cacheFolder, name);
  };
  const packsOf = async (commit: string) => {
    const folder = join(await repositoryFolder(), commit, 'objects', 'pack');
    const names = (await readdir(folder)).filter((name) => name.endsWith('.pack'));
    return names.map((name) => join(folder, name));
  };
  const only = <Value>(values: readonly Value[]): Value => {
    expect(values).toHaveLength(1);
    return values[0] as Value;
  };

  beforeEach(async () => {
    remote = await startRemote();
  });
  afterEach(() => remote.close());

  it('asks an unchanged reference with one request and fetches nothing', async () => {
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const source = await remote.open();
    await read(source);
    remote.server.forget();
    await read(source);
    await read(source);
    expect(remote.server.requests).toEqual(['ls-refs', 'ls-refs']);
  });

  it('asks once more what the server can do after a failure', async () => {
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const source = await remote.open();
    await source.resolve();
    remote.server.spoil({ kind: 'status', status: 500 });
    await failureOf(source.resolve());
    remote.server.spoil(undefined);
    remote.server.forget();
    await source.resolve();
    expect(remote.server.requests).toEqual(['info/refs', 'ls-refs']);
  });

  it('fetches nothing after a restart', async () => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    await read(await remote.open());
    remote.server.forget();
    const restarted = await read(await remote.open());
    expect(restarted.revision.commit).toBe(commit);
    expect(await textOf(restarted, 'a.yaml')).toBe('a: 1\n');
    expect(remote.server.requests).toEqual(['info/refs', 'ls-refs']);
  });

  it('asks a pinned commit nothing at all once it is there', async () => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const pinned = { reference: { kind: 'commit', commit } } as const;
    await (await remote.open(pinned)).resolve();
    remote.server.forget();
    const source = await remote.open(pinned);
    await source.resolve();
    await source.resolve();
    expect(remote.server.requests).toEqual([]);
  });

  it('fetches only what a commit changed', async () => {
    const noise = Array.from({ length: 300 }, (_, index) => `line ${index * 7919}\n`).join('');
    await remote.repository.publish({ 'large.txt': noise, 'a.yaml': 'a: 1\n' });
    const source = await remote.open();
    await read(source);
    const second = await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
    const snapshot = await read(source);
    const sizes = await Promise.all(
      (await packsOf(second)).map(async (pack) => (await stat(pack)).size),
    );
    expect(sizes.sort((a, b) => a - b)[0]).toBeLessThan(600);
    expect(await textOf(snapshot, 'large.txt')).toBe(noise);
    expect(await textOf(snapshot, 'a.yaml')).toBe('a: 2\n');
  });

  it('reads what a commit brought back from before the history it knows', async () => {
    await remote.repository.publish({ 'a.yaml': 'a: 1\n', 'large.txt': 'x'.repeat(500) });
    await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
    const source = await remote.open();
    await read(source);
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    expect(await textOf(await read(source), 'a.yaml')).toBe('a: 1\n');
    expect(remote.log.lines.filter(({ message }) => message === CORRUPT)).toEqual([]);
  });

  it('reads files that change to and fro', async () => {
    // Random enough to be large: what comes after it is sent as differences from it.
    const noise = Array.from({ length: 4_000 }, (_, index) => `${(index * 7919) ** 3}\n`).join('');
    const files = Array.from({ length: 40 }, (_, index) => [
      `apps/file-${index}.yaml`,
      `${index}\n`,
    ]);
    const text = (value: number) => `value: ${value}\n${noise.slice(0, 4_000)}`;
    await remote.repository.publish({
      ...Object.fromEntries(files),
      'large.txt': noise,
      'apps/a.yaml': text(0),
    });
    const source = await remote.open();
    await read(source);
    for (const value of [1, 0, 1, 0, 2, 1, 0, 2, 0]) {
      await remote.repository.publish({ 'apps/a.yaml': text(value) });
      const snapshot = await read(source);
      expect(await textOf(snapshot, 'apps/a.yaml')).toBe(text(value));
      expect(await textOf(snapshot, 'apps/file-7.yaml')).toBe('7\n');
    }
    expect(remote.log.lines.filter(({ message }) => message === CORRUPT)).toEqual([]);
  });

  it('keeps packs and commits few, over many commits', async () => {
    const source = await remote.open();
    let last = '';
    for (let count = 1; count <= 20; count += 1) {
      last = await remote.repository.publish({ 'a.yaml': `a: ${count}\n` });
      await read(source);
    }
    const commits = await readdir(await repositoryFolder());
    expect(commits).toHaveLength(8);
    expect(commits).toContain(last);
    for (const commit of commits) expect((await packsOf(commit)).length).toBeLessThanOrEqual(16);
    expect(await textOf(await read(source), 'a.yaml')).toBe('a: 20\n');
  });

  it.each<[string, (pack: string) => Promise<void>]>([
    ['a pack cut short', (pack) => truncate(pack, 40)],
    ['an empty pack', (pack) => truncate(pack, 0)],
    [
      'a flipped bit in a pack',
      async (pack) => {
        const bytes = await readFile(pack);
        bytes[20] = (bytes[20] ?? 0) ^ 1;
        await writeFile(pack, bytes);
      },
    ],
    ['garbage for an index', (pack) => writeFile(pack.replace(/pack$/, 'idx'), 'garbage')],
    [
      'an index that leads to wrong objects',
      async (pack) => {
        const file = pack.replace(/pack$/, 'idx');
        const bytes = await readFile(file);
        // After header and fan-out: ids, checksums, then offsets. Turn the offsets round.
        const count = bytes.readUInt32BE(8 + 255 * 4);
        const start = 8 + 256 * 4 + count * 24;
        const offsets = Array.from({ length: count }, (_, index) =>
          bytes.readUInt32BE(start + index * 4),
        );
        for (const [index, offset] of offsets.reverse().entries()) {
          bytes.writeUInt32BE(offset, start + index * 4);
        }
        await writeFile(file, bytes);
      },
    ],
  ])('is rebuilt after a restart: %s', async (_, damage) => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n', 'b/c.yaml': 'c: 1\n' });
    await read(await remote.open());
    await damage(only(await packsOf(commit)));
    const snapshot = await read(await remote.open());
    expect(await textOf(snapshot, 'b/c.yaml')).toBe('c: 1\n');
    const warnings = remote.log.lines.filter(({ message }) => message === CORRUPT);
    expect(only(warnings)).toMatchObject({
      level: 'warn',
      fields: { repository: remote.url, commit },
    });
    remote.server.forget();
    await read(await remote.open());
    expect(remote.server.requests).toEqual(['info/refs', 'ls-refs']);
  });

  it('is rebuilt when a pack is gone', async () => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    await read(await remote.open());
    await unlink(only(await packsOf(commit)));
    expect(await textOf(await read(await remote.open()), 'a.yaml')).toBe('a: 1\n');
  });

  it('does not need HEAD, the configuration or the description', async () => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    await read(await remote.open());
    const folder = join(await repositoryFolder(), commit);
    for (const name of ['HEAD', 'config', 'description']) {
      await writeFile(join(folder, name), '\0garbage');
    }
    expect(await textOf(await read(await remote.open()), 'a.yaml')).toBe('a: 1\n');
    await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
    expect(await textOf(await read(await remote.open()), 'a.yaml')).toBe('a: 2\n');
  });

  it('is rebuilt when the server is back, if it was damaged while the server was down', async () => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const revision = await (await remote.open()).resolve();
    await read(await remote.open());
    await truncate(only(await packsOf(commit)), 30);
    await remote.server.down();
    expect(await failureOf((await remote.open()).snapshot(revision))).toBe(
      `SERVER_UNREACHABLE ${remote.url}: the server cannot be reached (ECONNREFUSED); check the address, the network and the proxy`,
    );
    await remote.server.up();
    const snapshot = await (await remote.open()).snapshot(revision);
    expect(await textOf(snapshot, 'a.yaml')).toBe('a: 1\n');
  });

  it('says when it cannot be written', async () => {
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const file = join(remote.folder, 'a-file');
    await writeFile(file, '');
    const cacheFolder = join(file, 'cache');
    const failure = await failureOf(read(await remote.open({ cacheFolder })));
    expect(failure).toMatch(/^CACHE_UNUSABLE /);
    expect(failure).toContain(
      `${cacheFolder}: cannot keep what is fetched from ${remote.url} there (ENOTDIR: not a directory`,
    );
  });

  it('serves several processes at once', async () => {
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const sources = await Promise.all([1, 2, 3, 4].map(() => remote.open()));
    const texts = async () =>
      Promise.all(sources.map(async (source) => textOf(await read(source), 'a.yaml')));
    expect(await texts()).toEqual(['a: 1\n', 'a: 1\n', 'a: 1\n', 'a: 1\n']);
    const second = await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
    expect(await texts()).toEqual(['a: 2\n', 'a: 2\n', 'a: 2\n', 'a: 2\n']);
    expect((await readdir(await repositoryFolder())).sort()).toContain(second);
    expect((await readdir(await repositoryFolder())).join()).not.toContain('fetching');
  });

  it('removes what a crashed process left, once it is old', async () => {
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    const source = await remote.open();
    await read(source);
    const folder = await repositoryFolder();
    await mkdir(join(folder, 'fetching-old'));
    await mkdir(join(folder, 'fetching-new'));
    const yesterday = new Date(Date.now() - 24 * 3_600_000);
    await utimes(join(folder, 'fetching-old'), yesterday, yesterday);
    await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
    await read(source);
    const names = await readdir(folder);
    expect(names).not.toContain('fetching-old');
    expect(names).toContain('fetching-new');
  });

  it('holds no trace of the address in its names, and the address in a description', async () => {
    const commit = await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
    await read(await remote.open());
    const folder = await repositoryFolder();
    expect(folder.slice(remote.cacheFolder.length + 1)).toMatch(/^[0-9a-f]{32}$/);
    expect(await readFile(join(folder, commit, 'description'), 'utf8')).toBe(`${remote.url}\n`);
  });
});
