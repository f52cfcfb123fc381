import type { FieldPath } from '../model/manifest.ts';
import { type FieldReader, problemAt } from './field-reader.ts';
import type { RepositoryIdentity } from './layout.ts';

/**
 * The host and path of a repository's address, however it is written:
 * `git@github.com:org/repo.git`, `ssh://git@github.com/org/repo` and
 * `https://github.com/org/repo/` are all `github.com/org/repo`.
 */
export function repositoryKey(address: string): string {
  const scp = /^(?:[^/@]+@)?([^/:]+):(?!\/)(.+)$/.exec(address);
  if (scp !== null && !address.includes('://')) return keyOf(scp[1] ?? '', scp[2] ?? '');
  if (!URL.canParse(address)) return keyOf('', address);
  const url = new URL(address);
  const port = url.protocol === 'ssh:' && url.port === '22' ? '' : url.port;
  return keyOf(port === '' ? url.hostname : `${url.hostname}:${port}`, url.pathname);
}

function keyOf(host: string, path: string): string {
  const plain = path.replace(/^\/+|\/+$/g, '').replace(/\.git$/, '');
  return `${host.toLowerCase()}/${plain}`;
}

/**
 * Whether an address is the repository that is searched. Any is, where only a
 * folder of this machine is known: that says nothing about remote addresses.
 */
export function isSameRepository(
  address: string,
  repository: RepositoryIdentity | undefined,
): boolean {
  const known = (repository?.urls ?? []).filter(isRemote);
  const key = repositoryKey(address);
  return known.length === 0 || known.some((url) => repositoryKey(url) === key);
}

function isRemote(url: string): boolean {
  return /^(https?|ssh|git):\/\//i.test(url) || /^[^/\\]+@[^/\\:]+:/.test(url);
}

/** Names that Argo CD takes for the newest commit of the default branch. */
const DEFAULT_BRANCH = new Set(['HEAD', '']);

/**
 * Blocks a target that asks for another reference than the one that is watched.
 * The default branch, asked for or watched, may be any branch: that is let
 * pass, but it is never a version tag.
 */
export function checkRevision(
  reader: FieldReader,
  path: FieldPath,
  revision: string | undefined,
  repository: RepositoryIdentity | undefined,
): void {
  if (revision === undefined || DEFAULT_BRANCH.has(revision) || repository === undefined) return;
  const { ref = 'HEAD' } = repository;
  if (DEFAULT_BRANCH.has(ref) ? !looksPinned(revision) : shortRef(ref) === shortRef(revision))
    return;
  const watched = DEFAULT_BRANCH.has(ref) ? 'the default branch' : ref;
  const what = `asks for revision ${revision}, but ${watched} is watched`;
  const advice = `watch ${revision} instead, or ask for the revision that is watched`;
  reader.blocked.push(problemAt(reader, path, 'OTHER_REVISION', what, advice));
}

/** Without what tells the kinds of references apart, which each tool writes in its own way. */
function shortRef(ref: string): string {
  return ref.replace(/^(refs\/(heads|tags)\/|semver:)/, '').trim();
}

/** A tag by its full name, a commit, or a version (range): surely not the default branch. */
function looksPinned(revision: string): boolean {
  return (
    revision.startsWith('refs/tags/') ||
    /^[0-9a-f]{40}$/.test(revision) ||
    /^[v^~<>=*]?\s*\d+(\.|$)/.test(revision)
  );
}
