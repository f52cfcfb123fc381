import { withoutControlObjects } from '../layout/control-objects.ts';
import { placeMonitors } from '../layout/place-monitors.ts';
import { targetFolder } from '../layout/target-folder.ts';
import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target } from '../model/target.ts';
import { buildOnce } from './build-once.ts';
import { createdNamespace } from './created-namespace.ts';

/** The objects of a target as its files have them; TidbMonitors are not expanded yet. */
export interface RenderedTarget {
  readonly objects: readonly Rendered[];
  readonly warnings: readonly Problem[];
}

/** Builds a target's folder. Throws `InvalidInputError` with everything that is wrong in it. */
export async function renderTarget(target: Target, tree: FileTree): Promise<RenderedTarget> {
  const folder = await targetFolder(tree, target);
  const built = await buildOnce(folder.tree, folder.path, target.build);
  const objects = placeMonitors(target, withoutControlObjects(built.objects));
  return { objects: [...objects, ...createdNamespace(target, objects)], warnings: built.warnings };
}
