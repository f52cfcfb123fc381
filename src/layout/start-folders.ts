import { posix } from 'node:path';
import { InvalidInputError, type Problem } from '../model/errors.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import { FileTreeError } from '../model/ports/file-tree-errors.ts';
import { problemOfFile } from './file-problem.ts';
import {
  hasKustomizationFile,
  type PathKind,
  pathKind,
  toRepositoryPath,
} from './repository-path.ts';

/** Where the search for targets starts. */
export interface StartFolders {
  /** Each is an overlay of its own, unless what it holds says otherwise. */
  readonly folders: readonly string[];
  readonly warnings: readonly Problem[];
}

/**
 * The folders that a path stands for. A kustomization file speaks for its
 * folder; without one, the folders in `overlays` are meant; without those, the
 * manifests in and below the folder. Throws `InvalidInputError`.
 */
export async function startFolders(tree: FileTree, written: string): Promise<StartFolders> {
  const path = toRepositoryPath(written);
  if (path === undefined) {
    throw unusable(written, 'leads out of the repository', 'name a folder inside it');
  }
  const kind = await startKind(tree, path);
  if (kind === 'missing') {
    const advice = 'check the spelling and the revision; upper and lower case matter';
    throw unusable(path, 'no such folder in the repository', advice);
  }
  if (kind === 'file') {
    throw unusable(path, 'is a file', `name its folder, ${posix.dirname(path)}`);
  }
  if (await hasKustomizationFile(tree, path)) return { folders: [path], warnings: [] };
  const overlays = await findOverlays(tree, path);
  if (overlays.folders.length > 0) return overlays;
  await refuseSeveralClusters(tree, path);
  return { folders: [path], warnings: [] };
}

async function startKind(tree: FileTree, path: string): Promise<PathKind> {
  try {
    return await pathKind(tree, path);
  } catch (thrown) {
    if (!(thrown instanceof FileTreeError)) throw thrown;
    throw new InvalidInputError([problemOfFile(thrown, path)], { cause: thrown });
  }
}

async function findOverlays(tree: FileTree, path: string): Promise<StartFolders> {
  const parent = posix.basename(path) === 'overlays' ? path : posix.join(path, 'overlays');
  if ((await pathKind(tree, parent)) !== 'directory') return { folders: [], warnings: [] };
  const folders: string[] = [];
  const warnings: Problem[] = [];
  for (const folder of await subfolders(tree, parent)) {
    if (await hasKustomizationFile(tree, folder)) folders.push(folder);
    else warnings.push(notAnOverlay(folder));
  }
  return { folders, warnings };
}

function notAnOverlay(folder: string): Problem {
  return {
    code: 'NOT_AN_OVERLAY',
    position: undefined,
    subject: folder,
    what: 'has no kustomization file and is passed over',
    advice: 'add one, or move the folder out of overlays',
  };
}

/** One cluster's folder of a Flux monorepo is meant, never all of them at once. */
async function refuseSeveralClusters(tree: FileTree, path: string): Promise<void> {
  const parent = posix.join(path, 'clusters');
  if ((await pathKind(tree, parent)) !== 'directory') return;
  const clusters = await subfolders(tree, parent);
  if (clusters.length === 0) return;
  throw unusable(path, `holds clusters, not targets`, `name one of ${clusters.join(', ')}`);
}

async function subfolders(tree: FileTree, parent: string): Promise<string[]> {
  const found: string[] = [];
  for (const { path } of await tree.list(parent)) {
    if ((await pathKind(tree, path)) === 'directory') found.push(path);
  }
  return found;
}

export function unusable(path: string, what: string, advice: string): InvalidInputError {
  const problem = { code: 'UNUSABLE_PATH', position: undefined, subject: path, what, advice };
  return new InvalidInputError([problem]);
}
