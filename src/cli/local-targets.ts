import { type BuildCache, createBuildCache } from '../agent/build-cache/build-cache.ts';
import { findTargetsIn } from '../agent/find-targets-in.ts';
import type { Layout, TargetDefaults } from '../layout/layout.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Io } from './io.ts';
import { openDirectory } from './open-directory.ts';

/** A folder on disk and the targets in it. */
export interface LocalTargets {
  readonly tree: FileTree;
  /** The absolute path of the tree's root. */
  readonly root: string;
  readonly layout: Layout;
  /** What was built on the way to the targets. */
  readonly builds: BuildCache;
}

export const localDefaults: TargetDefaults = {
  interval: 600_000,
  timeout: 300_000,
  prune: false,
  wait: true,
  namePrefix: undefined,
  repository: undefined,
};

/** Opens a folder and finds its targets. Throws `InvalidInputError`. */
export async function findLocalTargets(
  directory: string,
  io: Io,
  defaults: Partial<TargetDefaults> = {},
): Promise<LocalTargets> {
  const { tree, root, path } = await openDirectory(directory, io);
  const builds = createBuildCache();
  const layout = await findTargetsIn(tree, path, { ...localDefaults, ...defaults }, builds);
  return { tree, root, layout, builds };
}
