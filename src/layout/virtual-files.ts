import { createHash } from 'node:crypto';
import { posix } from 'node:path';
import { notAFile, notFound } from '../model/file-tree-problems.ts';
import type { FileEntry, FileTree } from '../model/ports/file-tree.ts';

/**
 * A tree with some files added or replaced (a text) or hidden (`undefined`), as
 * if they were committed so. Folders of added files are there too.
 */
export function withVirtualFiles(
  tree: FileTree,
  files: ReadonlyMap<string, string | undefined>,
): FileTree {
  const digest = createHash('sha256')
    .update(JSON.stringify([...files]))
    .digest('hex');
  const folders = new Set(
    [...files].flatMap(([path, text]) => (text === undefined ? [] : above(path))),
  );

  function virtualEntry(path: string): FileEntry | undefined {
    const text = files.get(path);
    if (text !== undefined) return { path, kind: 'file', id: `${digest}-${path}` };
    return folders.has(path) ? { path, kind: 'directory', id: undefined } : undefined;
  }

  async function entry(asked: string): Promise<FileEntry | undefined> {
    const path = normal(asked);
    if (files.has(path)) return virtualEntry(path);
    const real = await tree.entry(path);
    if (!folders.has(path)) return real;
    const id = real?.id === undefined ? undefined : `${real.id}-${digest}`;
    return { path, kind: 'directory', id };
  }

  async function list(asked: string): Promise<readonly FileEntry[]> {
    const path = normal(asked);
    if (!folders.has(path)) return tree.list(asked);
    const real = (await tree.entry(path)) === undefined ? [] : await tree.list(path);
    const entries = new Map(real.map((child) => [child.path, child]));
    for (const child of [...files.keys(), ...folders]) {
      if (posix.dirname(child) !== path || child === '.') continue;
      const virtual = await entry(child);
      if (virtual === undefined) entries.delete(child);
      else entries.set(child, virtual);
    }
    return [...entries.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  return {
    entry,
    list,
    async read(asked) {
      const path = normal(asked);
      if (!files.has(path)) {
        if (folders.has(path)) throw notAFile(path);
        return tree.read(asked);
      }
      const text = files.get(path);
      if (text === undefined) throw notFound(path);
      return new TextEncoder().encode(text);
    },
    async realpath(asked) {
      const path = normal(asked);
      if (files.has(path) && files.get(path) === undefined) throw notFound(path);
      return virtualEntry(path) === undefined ? tree.realpath(asked) : path;
    },
  };
}

function normal(path: string): string {
  return posix.join('.', path).replace(/(?<=.)\/$/, '');
}

/** The folders that a path is in, the root among them. */
function above(path: string): string[] {
  const parent = posix.dirname(path);
  return parent === '.' ? ['.'] : [parent, ...above(parent)];
}
