import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Snapshot, Source } from '../../../src/model/ports/source.ts';
import type { GitReference } from '../../../src/source/reference.ts';
import { parseReference } from '../../../src/source/reference.ts';
import { createGitRepository, type GitRepository } from '../../support/git-repository.ts';

/** One implementation of `Source`, and how to open it on a repository. */
export interface SourceCase {
  readonly name: string;
  /** Called before each test with the folder that the repositories are in. */
  start(folder: string): Promise<void>;
  open(repository: GitRepository, reference: GitReference, folder: string): Promise<Source>;
  /** How messages call the repository. */
  address(repository: GitRepository): string;
  stop(): Promise<void>;
}

export function failureOf(reading: Promise<unknown>): Promise<unknown> {
  return reading.then(
    () => 'nothing was thrown',
    (error: unknown) =>
      error instanceof Error && 'code' in error ? `${error.code} ${error.message}` : error,
  );
}

export async function textOf(snapshot: Snapshot, path: string): Promise<string> {
  return Buffer.from(await snapshot.tree.read(path)).toString();
}

/** What every `Source` does, against repositories made by the real `git`. */
export function describeSource(testCase: SourceCase): void {
  describe(`a source: ${testCase.name}`, () => {
    let folder: string;
    let repository: GitRepository;
    const opened: Source[] = [];

    const open = async (reference: string, of = repository) => {
      const source = await testCase.open(of, parseReference(reference), folder);
      opened.push(source);
      return source;
    };
    const read = async (source: Source) => source.snapshot(await source.resolve());

    beforeEach(async () => {
      folder = await mkdtemp(join(tmpdir(), 'tidewatch-source-'));
      repository = await createGitRepository(folder, 'app');
      await testCase.start(folder);
    });

    afterEach(async () => {
      for (const source of opened.splice(0)) await source.close();
      await testCase.stop();
      await rm(folder, { recursive: true, force: true });
    });

    it('follows a branch from commit to commit', async () => {
      const first = await repository.publish({ 'a.yaml': 'a: 1\n', 'b/c.yaml': 'c: 1\n' });
      const source = await open('main');
      const before = await read(source);
      expect(before.revision).toEqual({ commit: first, ref: 'refs/heads/main' });
      expect(before.treeId).toBe(await repository.git('rev-parse', `${first}^{tree}`));
      expect(await textOf(before, 'a.yaml')).toBe('a: 1\n');

      const second = await repository.publish({ 'a.yaml': 'a: 2\n', 'd.yaml': 'd: 1\n' });
      const after = await read(source);
      expect(after.revision.commit).toBe(second);
      expect(await textOf(after, 'a.yaml')).toBe('a: 2\n');
      expect(await textOf(after, 'b/c.yaml')).toBe('c: 1\n');
      // The older snapshot is still what it was.
      expect(await textOf(before, 'a.yaml')).toBe('a: 1\n');
      expect(await before.tree.entry('d.yaml')).toBeUndefined();
    });

    it('gives a folder that a commit did not touch the same id', async () => {
      await repository.publish({ 'a/a.yaml': 'a: 1\n', 'b/b.yaml': 'b: 1\n' });
      const source = await open('main');
      const before = await read(source);
      await repository.publish({ 'a/a.yaml': 'a: 2\n' });
      const after = await read(source);
      const ids = async (path: string) => [
        (await before.tree.entry(path))?.id,
        (await after.tree.entry(path))?.id,
      ];
      const [b1, b2] = await ids('b');
      expect(b2).toBe(b1);
      const [a1, a2] = await ids('a');
      expect(a2).not.toBe(a1);
    });

    it('takes a force-push as one more commit', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.publish({ 'a.yaml': 'a: 2\n' });
      const source = await open('main');
      await read(source);
      await repository.git('reset', '--quiet', '--hard', 'HEAD~1');
      const rewritten = await repository.commit({ 'a.yaml': 'a: 3\n' });
      await repository.push('--force', 'main');
      const snapshot = await read(source);
      expect(snapshot.revision.commit).toBe(rewritten);
      expect(await textOf(snapshot, 'a.yaml')).toBe('a: 3\n');
    });

    it('goes back to an older commit', async () => {
      const first = await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.publish({ 'a.yaml': 'a: 2\n' });
      const source = await open('main');
      await read(source);
      await repository.push('--force', `${first}:refs/heads/main`);
      expect(await textOf(await read(source), 'a.yaml')).toBe('a: 1\n');
    });

    it('says when the branch is deleted, and goes on when it comes back', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.push('main:refs/heads/stable');
      const source = await open('refs/heads/stable');
      await read(source);
      await repository.push('--delete', 'stable');
      expect(await failureOf(source.resolve())).toBe(
        `REFERENCE_NOT_FOUND ${testCase.address(repository)}: no branch stable; push it, or write the name of another one`,
      );
      const back = await repository.publish({ 'a.yaml': 'a: 2\n' });
      await repository.push('main:refs/heads/stable');
      expect((await read(source)).revision).toEqual({ commit: back, ref: 'refs/heads/stable' });
    });

    it('says when the repository is empty, and goes on at its first commit', async () => {
      const source = await open('main');
      expect(await failureOf(source.resolve())).toBe(
        `REPOSITORY_EMPTY ${testCase.address(repository)}: the repository is empty; push a commit to it`,
      );
      const first = await repository.publish({ 'a.yaml': 'a: 1\n' });
      expect((await read(source)).revision.commit).toBe(first);
    });

    it('reads a commit without any file', async () => {
      await repository.publish({});
      const snapshot = await read(await open('main'));
      expect(await snapshot.tree.list('.')).toEqual([]);
    });

    it('follows the default branch, whatever its name', async () => {
      const commit = await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.push('main:refs/heads/trunk');
      await repository.git(
        '--git-dir',
        repository.bare,
        'symbolic-ref',
        'HEAD',
        'refs/heads/trunk',
      );
      const source = await open('HEAD');
      expect(await source.resolve()).toEqual({ commit, ref: 'refs/heads/trunk' });
    });

    it('reads a branch where the default branch does not exist', async () => {
      const commit = await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.git('--git-dir', repository.bare, 'symbolic-ref', 'HEAD', 'refs/heads/gone');
      expect((await read(await open('main'))).revision.commit).toBe(commit);
      expect(await failureOf((await open('HEAD')).resolve())).toBe(
        `REFERENCE_NOT_FOUND ${testCase.address(repository)}: the repository has no default branch; there is main`,
      );
    });

    it('peels annotated tags and takes others as they are', async () => {
      const commit = await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.git('tag', '--annotate', '--message', 'One', 'v1');
      await repository.git('tag', '--annotate', '--message', 'Two', 'v2', 'v1');
      await repository.git('tag', 'light');
      await repository.push('--tags');
      for (const [reference, ref] of [
        ['v1', 'refs/tags/v1'],
        ['refs/tags/v2', 'refs/tags/v2'],
        ['light', 'refs/tags/light'],
      ] as const) {
        const snapshot = await read(await open(reference));
        expect(snapshot.revision).toEqual({ commit, ref });
        expect(await textOf(snapshot, 'a.yaml')).toBe('a: 1\n');
      }
    });

    it('prefers a branch to a tag of the same name, unless the full name is given', async () => {
      const tagged = await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.push('main:refs/tags/release');
      const branched = await repository.publish({ 'a.yaml': 'a: 2\n' });
      await repository.push('main:refs/heads/release');
      expect((await (await open('release')).resolve()).commit).toBe(branched);
      expect((await (await open('refs/tags/release')).resolve()).commit).toBe(tagged);
    });

    it('follows the highest tag of a range of versions', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.push('main:refs/tags/v1.2.0');
      const source = await open('semver:1.x');
      expect((await source.resolve()).ref).toBe('refs/tags/v1.2.0');
      const newer = await repository.publish({ 'a.yaml': 'a: 2\n' });
      await repository.push('main:refs/tags/v1.10.0', 'main:refs/tags/v2.0.0');
      const snapshot = await read(source);
      expect(snapshot.revision).toEqual({ commit: newer, ref: 'refs/tags/v1.10.0' });
    });

    it('follows any full name', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      const proposed = await repository.commit({ 'a.yaml': 'a: 2\n' });
      await repository.push('HEAD:refs/pull/1/head');
      const snapshot = await read(await open('refs/pull/1/head'));
      expect(snapshot.revision).toEqual({ commit: proposed, ref: 'refs/pull/1/head' });
      expect(await textOf(snapshot, 'a.yaml')).toBe('a: 2\n');
    });

    it('stays at a commit', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      const pinned = await repository.publish({ 'a.yaml': 'a: 2\n' });
      const source = await open(pinned);
      expect(await source.resolve()).toEqual({ commit: pinned, ref: pinned });
      await repository.publish({ 'a.yaml': 'a: 3\n' });
      expect(await textOf(await read(source), 'a.yaml')).toBe('a: 2\n');
    });

    it('does not take a commit that is not there', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      const source = await open('0123456789012345678901234567890123456789');
      expect(await failureOf(source.resolve())).toMatch(
        /^COMMIT_NOT_FOUND .*0123456789012345678901234567890123456789.*; check the id, or /,
      );
    });

    it.each([
      ['mian', 'neither a branch nor a tag mian; did you mean main?'],
      ['refs/heads/maim', 'no branch maim; did you mean main?'],
      ['refs/tags/1.2.3', 'no tag 1.2.3; did you mean v1.2.3?'],
      [
        'refs/pull/7/head',
        'no reference refs/pull/7/head; push it, or write the name of another one',
      ],
      ['semver:>=9', 'no tag in the range >=9; there is v1.2.3'],
      [
        '0123abc',
        'neither a branch nor a tag 0123abc; to name a commit write all 40 digits of its id',
      ],
    ])('says what is there in place of %s', async (reference, what) => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      await repository.push('main:refs/tags/v1.2.3');
      expect(await failureOf((await open(reference)).resolve())).toBe(
        `REFERENCE_NOT_FOUND ${testCase.address(repository)}: ${what}`,
      );
    });

    it('says when there is no repository', async () => {
      const gone = { ...repository, bare: join(folder, 'gone.git') };
      const failure = await failureOf((await open('main', gone)).resolve());
      expect(failure).toMatch(/^REPOSITORY_NOT_FOUND /);
      expect(failure).toContain(`${testCase.address(gone)}: no `);
    });

    it('reads after references and objects were packed', async () => {
      const commit = await repository.publish({ 'a.yaml': 'a: 1\n', 'b.yaml': 'b: 1\n' });
      const source = await open('main');
      const before = await read(source);
      await repository.git('--git-dir', repository.bare, 'gc', '--quiet');
      expect(await textOf(before, 'b.yaml')).toBe('b: 1\n');
      expect((await read(source)).revision.commit).toBe(commit);
      expect((await read(await open('main'))).revision.commit).toBe(commit);
    });

    it('opens the same commit once', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      const source = await open('main');
      const revision = await source.resolve();
      const [one, two] = await Promise.all([source.snapshot(revision), source.snapshot(revision)]);
      expect(two.tree).toBe(one.tree);
    });

    it('stops when it is told to', async () => {
      await repository.publish({ 'a.yaml': 'a: 1\n' });
      const source = await open('main');
      const revision = await source.resolve();
      const reason = new Error('shutting down');
      const stopped = AbortSignal.abort(reason);
      await expect(source.resolve(stopped)).rejects.toBe(reason);
      await expect(source.snapshot(revision, stopped)).rejects.toBe(reason);
      expect(await textOf(await source.snapshot(revision), 'a.yaml')).toBe('a: 1\n');
    });
  });
}
