import { parse } from 'node:path';
import { findTargetsIn } from '../agent/find-targets-in.ts';
import { InvalidInputError } from '../model/errors.ts';
import { FileTreeError } from '../model/ports/file-tree-errors.ts';
import type { Target } from '../model/target.ts';
import { type LocalTargets, localDefaults } from './local-targets.ts';

/**
 * The other targets of the work tree that a folder is in: what an edit of a
 * shared file may change as well. None outside of a work tree, and where the work
 * tree as a whole has no layout.
 */
export async function neighboursOf({
  tree,
  root,
  layout,
  builds,
}: LocalTargets): Promise<readonly Target[]> {
  if (parse(root).root === root) return [];
  const own = new Set(layout.targets.map(({ path }) => path));
  try {
    const { targets } = await findTargetsIn(tree, '.', localDefaults, builds);
    return targets
      .filter(({ path }) => !own.has(path))
      .map((target) => ({ ...target, name: `${target.name} (${target.path})` }));
  } catch (thrown) {
    if (thrown instanceof InvalidInputError || thrown instanceof FileTreeError) return [];
    throw thrown;
  }
}
