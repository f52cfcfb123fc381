import { findTargets } from '../layout/find-targets.ts';
import type { Layout, TargetDefaults } from '../layout/layout.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import { buildAhead } from './build-once.ts';

/** The targets of a path; folders on the way are built by the kustomize engine. */
export function findTargetsIn(
  tree: FileTree,
  path: string,
  defaults: TargetDefaults,
): Promise<Layout> {
  return findTargets(tree, path, defaults, async (files, folder, options) => {
    const { objects } = await buildAhead(files, folder, options);
    return objects;
  });
}
