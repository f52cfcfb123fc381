import { randomUUID } from 'node:crypto';
import { promises } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { GitFiles } from './git.ts';

/** Checks a pack before it is kept; throws to refuse it. */
export type CheckPack = (pack: Buffer) => void;

/** The file system for a fetch: files appear whole or not at all, packs only when they pass. */
export function fetchingFiles(check: CheckPack): GitFiles {
  return {
    promises: {
      ...promises,
      async writeFile(path: string, content: string | Uint8Array, options?: BufferEncoding) {
        if (path.endsWith('.pack') && Buffer.isBuffer(content)) check(content);
        const temporary = join(dirname(path), `.${basename(path)}-${randomUUID()}`);
        await promises.writeFile(temporary, content, options);
        await promises.rename(temporary, path);
      },
    },
  };
}

/**
 * The file system for reading a generation of the cache. A generation holds
 * packs alone and never changes, so the folder of packs is listed once, and the
 * place of a loose object, where Git looks first, is not even looked at.
 */
export function generationFiles(): GitFiles {
  const folders = new Map<string, Promise<string[]>>();
  return {
    promises: {
      ...promises,
      async readFile(path: string, options: BufferEncoding | null = null) {
        if (/\/objects\/[0-9a-f]{2}\/[0-9a-f]{38}$/.test(path)) throw missing(path);
        return promises.readFile(path, options);
      },
      readdir(path: string) {
        const listed = folders.get(path) ?? promises.readdir(path);
        folders.set(path, listed);
        listed.catch(() => folders.delete(path));
        return listed;
      },
    },
  };
}

function missing(path: string): Error {
  return Object.assign(new Error(`ENOENT: no loose objects here, ${path}`), { code: 'ENOENT' });
}
