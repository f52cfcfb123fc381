import { build } from '../kustomize/build.ts';
import { findTargets } from '../layout/find-targets.ts';
import type { Layout, TargetDefaults } from '../layout/layout.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { BuildCache } from './build-cache/build-cache.ts';
import { buildKey } from './render-target.ts';

/** The targets of a path; folders on the way are built by the kustomize engine. */
export function findTargetsIn(
  tree: FileTree,
  path: string,
  defaults: TargetDefaults,
  builds: BuildCache,
): Promise<Layout> {
  return findTargets(tree, path, defaults, async (files, folder, options) => {
    const key = buildKey({ path: folder, build: options });
    const { objects } = await builds.build(key, files, (tree, support) =>
      build(tree, folder, options, support),
    );
    return objects;
  });
}
