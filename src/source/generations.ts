import { createHash, randomUUID } from 'node:crypto';
import { link, mkdir, readdir, rename, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A bare repository in the cache that holds one commit, whole, and never changes. */
export interface Generation {
  readonly commit: string;
  readonly folder: string;
}

const COMMIT = /^[0-9a-f]{40}$/;
/** Commits kept for one repository: what its sources read now, and a few to return to. */
const MAX_GENERATIONS = 8;
/** More packs than this make every read slower; the next generation starts afresh. */
const MAX_PACKS = 16;
/** A folder that a crashed process left is old by then. */
const ABANDONED_AFTER = 3_600_000;

// isomorphic-git does not fetch without a place for the branches of a remote.
const CONFIG = `[core]
\trepositoryformatversion = 0
\tbare = true
[remote "origin"]
\tfetch = +refs/heads/*:refs/remotes/origin/*
`;

/** The folder of a repository in the cache. Its name tells nothing of the address. */
export function repositoryFolder(cacheFolder: string, address: string): string {
  return join(cacheFolder, createHash('sha256').update(address).digest('hex').slice(0, 32));
}

/** The generation of a commit, where it is there. Marks it as used. */
export async function findGeneration(
  repository: string,
  commit: string,
): Promise<Generation | undefined> {
  const folder = join(repository, commit);
  const now = new Date();
  try {
    await utimes(folder, now, now);
    return { commit, folder };
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}

/**
 * Makes the generation of a commit: `fetch` fills a folder nobody else knows,
 * which then gets its name in one step. So a crash leaves nothing half-made, and
 * processes that share the cache need no lock: of two that fetch the same
 * commit, one is a little late and throws its own folder away.
 */
export async function makeGeneration(
  repository: string,
  commit: string,
  address: string,
  fetch: (folder: string) => Promise<void>,
): Promise<Generation> {
  const temporary = join(repository, `fetching-${randomUUID()}`);
  const folder = join(repository, commit);
  try {
    await mkdir(join(temporary, 'objects', 'pack'), { recursive: true });
    await mkdir(join(temporary, 'refs', 'heads'), { recursive: true });
    await writeFile(join(temporary, 'HEAD'), `${commit}\n`);
    await writeFile(join(temporary, 'config'), CONFIG);
    await writeFile(join(temporary, 'description'), `${address}\n`);
    await fetch(temporary);
    await rename(temporary, folder).catch((error: unknown) => {
      if (!isTaken(error)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return { commit, folder };
}

/**
 * Starts a new generation from the objects of the one used last, so that the
 * server sends only what is new. Packs are hard links: they cost nothing and
 * stay when the older generation goes. Returns the commit that is there then;
 * `undefined` when there is nothing to start from, or when it is better to start
 * afresh: too many packs, or more of old packs than the largest one holds.
 */
export async function startFromNewest(
  repository: string,
  folder: string,
): Promise<string | undefined> {
  const [newest] = await listGenerations(repository);
  if (newest === undefined) return undefined;
  try {
    const from = join(newest.folder, 'objects', 'pack');
    const packs = await listPacks(from);
    const sizes = await Promise.all(packs.map(async (name) => (await stat(join(from, name))).size));
    const total = sizes.reduce((sum, size) => sum + size, 0);
    if (packs.length >= MAX_PACKS || total > 2 * Math.max(...sizes)) return undefined;
    for (const [age, name] of packs.entries()) {
      for (const extension of ['pack', 'idx']) {
        const path = join(folder, 'objects', 'pack', `${olderPack(age)}.${extension}`);
        await link(join(from, name.replace(/pack$/, extension)), path);
      }
    }
    await writeFile(join(folder, 'shallow'), `${newest.commit}\n`);
    await writeFile(join(folder, 'refs', 'heads', 'base'), `${newest.commit}\n`);
    return newest.commit;
  } catch {
    // Another process may just have removed it, and some file systems have no
    // links: without a base the fetch is larger, and as good.
    await rm(join(folder, 'shallow'), { force: true });
    await rm(join(folder, 'refs', 'heads', 'base'), { force: true });
    await rm(join(folder, 'objects', 'pack'), { recursive: true, force: true });
    await mkdir(join(folder, 'objects', 'pack'));
    return undefined;
  }
}

/** The packs of a generation, the oldest first. */
async function listPacks(folder: string): Promise<string[]> {
  return (await readdir(folder)).filter((name) => name.endsWith('.pack')).sort();
}

/**
 * The name of a pack from earlier generations, without its extension. An object
 * of a thin pack may be stored as its difference from one of an older pack.
 * isomorphic-git looks for that one in the order of names, so older packs come
 * first, and all before `pack-…`, as the newest is called. In any other order two
 * packs could each want from the other what they lack: a file that went back to
 * what it was would never be found.
 */
function olderPack(age: number): string {
  return `older-${String(age).padStart(4, '0')}`;
}

/** Removes generations that were not used lately, and what crashed processes left. */
export async function removeOldGenerations(repository: string, now: number): Promise<void> {
  const generations = await listGenerations(repository);
  const old = generations.slice(MAX_GENERATIONS).map(({ folder }) => folder);
  for (const name of await readdir(repository)) {
    if (!name.startsWith('fetching-')) continue;
    const folder = join(repository, name);
    const found = await stat(folder).catch(() => undefined);
    if (found !== undefined && now - found.mtimeMs > ABANDONED_AFTER) old.push(folder);
  }
  for (const folder of old) await rm(folder, { recursive: true, force: true });
}

/** Removes one generation, whole or damaged. */
export async function removeGeneration(generation: Generation): Promise<void> {
  await rm(generation.folder, { recursive: true, force: true });
}

/** The one used last comes first. */
async function listGenerations(repository: string): Promise<readonly Generation[]> {
  const names = (await readdir(repository)).filter((name) => COMMIT.test(name));
  const found = await Promise.all(
    names.map(async (commit) => {
      const folder = join(repository, commit);
      const stats = await stat(folder).catch(() => undefined);
      return { commit, folder, used: stats?.mtimeMs ?? 0 };
    }),
  );
  return found.sort((a, b) => b.used - a.used || (a.commit < b.commit ? -1 : 1));
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'ENOENT';
}

function isTaken(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === 'ENOTEMPTY' || error.code === 'EEXIST')
  );
}
