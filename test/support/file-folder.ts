import { mkdir, mkdtemp, rm, symlink, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A text, bytes, a symbolic link, or so many zero bytes that take no room on disk. */
export type FolderFile =
  | string
  | Uint8Array
  | { readonly symlink: string }
  | { readonly zeros: number };

/**
 * A new folder with these files, removed at the end. It is the top of a Git work
 * tree, so that it is all that a path may name.
 */
export async function createFileFolder(
  files: Readonly<Record<string, FolderFile>>,
): Promise<AsyncDisposable & { readonly path: string }> {
  const path = await mkdtemp(join(tmpdir(), 'tidewatch-files-'));
  await mkdir(join(path, '.git'));
  for (const [name, file] of Object.entries(files)) {
    const absolute = join(path, name);
    await mkdir(dirname(absolute), { recursive: true });
    await write(absolute, file);
  }
  return { path, [Symbol.asyncDispose]: () => rm(path, { recursive: true, force: true }) };
}

async function write(path: string, file: FolderFile): Promise<void> {
  if (typeof file === 'string' || file instanceof Uint8Array) return writeFile(path, file);
  if ('symlink' in file) return symlink(file.symlink, path);
  await writeFile(path, '');
  await truncate(path, file.zeros);
}
