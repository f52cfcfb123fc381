import { build } from '../kustomize/build.ts';
import { withoutControlObjects } from '../layout/control-objects.ts';
import { placeMonitors } from '../layout/place-monitors.ts';
import { targetFolder } from '../layout/target-folder.ts';
import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target } from '../model/target.ts';
import type { BuildCache } from './build-cache/build-cache.ts';
import { createdNamespace } from './created-namespace.ts';

/** The objects of a target as its files have them; TidbMonitors are not expanded yet. */
export interface RenderedTarget {
  readonly objects: readonly Rendered[];
  readonly warnings: readonly Problem[];
}

/** Builds a target's folder. Throws `InvalidInputError` with everything that is wrong in it. */
export async function renderTarget(
  target: Target,
  tree: FileTree,
  builds: BuildCache,
): Promise<RenderedTarget> {
  const built = await builds.build(buildKey(target), tree, async (asked, support) => {
    const folder = await targetFolder(asked, target);
    return build(folder.tree, folder.path, target.build, support);
  });
  const objects = placeMonitors(target, withoutControlObjects(built.objects));
  return { objects: [...objects, ...createdNamespace(target, objects)], warnings: built.warnings };
}

/** What a build depends on besides the files: what `targetFolder` and the engine are told. */
export function buildKey(target: Pick<Target, 'path' | 'build'> & Partial<Target>): string {
  const { path, files, targetNamespace, build } = target;
  const { order, loadRestrictor, managedByLabel } = build;
  const options = [order, loadRestrictor, managedByLabel === true];
  return JSON.stringify([path, files ?? null, targetNamespace ?? null, options]);
}
