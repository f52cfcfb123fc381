import { posix } from 'node:path';
import type { FileTree } from '../model/ports/file-tree.ts';
import { FileTreeError } from '../model/ports/file-tree-errors.ts';

/**
 * A path as Flux and Argo CD objects write it, relative to the root:
 * `./apps/production/` is `apps/production`, nothing is `.`. `undefined` where
 * it leads out of the repository.
 */
export function toRepositoryPath(written: string): string | undefined {
  const path = posix.join('.', written.replace(/^\/+/, '')).replace(/(?<=.)\/$/, '');
  return path === '..' || path.startsWith('../') ? undefined : path;
}

export type PathKind = 'directory' | 'file' | 'missing';

/** What is at a path, symbolic links followed. Throws `FileTreeError` for links that lead out. */
export async function pathKind(tree: FileTree, path: string): Promise<PathKind> {
  try {
    const entry = await tree.entry(await tree.realpath(path));
    return entry === undefined ? 'missing' : entry.kind === 'directory' ? 'directory' : 'file';
  } catch (thrown) {
    if (thrown instanceof FileTreeError && thrown.code === 'FILE_NOT_FOUND') return 'missing';
    throw thrown;
  }
}

/** The names that kustomize looks for in a folder. */
export const KUSTOMIZATION_FILES: readonly string[] = [
  'kustomization.yaml',
  'kustomization.yml',
  'Kustomization',
];

/** One that cannot be read counts: whoever builds the folder tells what is wrong with it. */
export async function hasKustomizationFile(tree: FileTree, folder: string): Promise<boolean> {
  for (const name of KUSTOMIZATION_FILES) {
    try {
      if ((await pathKind(tree, posix.join(folder, name))) === 'file') return true;
    } catch (thrown) {
      if (thrown instanceof FileTreeError) return true;
      throw thrown;
    }
  }
  return false;
}
