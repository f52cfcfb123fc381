import { sortManifests } from '../kustomize/sort.ts';
import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target } from '../model/target.ts';
import { expand } from '../monitor/expand.ts';
import { NO_CLUSTER } from '../monitor/facts.ts';
import type { BuildCache } from './build-cache/build-cache.ts';
import { renderTarget } from './render-target.ts';

/**
 * A target's desired objects without a cluster at hand: what the expansion
 * cannot know is assumed, and each assumption is a warning. Throws
 * `InvalidInputError`.
 */
export async function expandTarget(
  target: Target,
  tree: FileTree,
  builds: BuildCache,
): Promise<{ readonly objects: readonly Rendered[]; readonly warnings: readonly Problem[] }> {
  const rendered = await renderTarget(target, tree, builds);
  const expansion = expand(rendered.objects, NO_CLUSTER);
  return {
    objects: inBuildOrder(rendered.objects, expansion.objects),
    warnings: [...rendered.warnings, ...expansion.warnings],
  };
}

/**
 * The order that `kustomize build` gives where a transformer of it expands: what
 * is new comes after what was there, and then all is sorted, where it was.
 */
function inBuildOrder(
  built: readonly Rendered[],
  expanded: readonly Rendered[],
): readonly Rendered[] {
  const sorted = sortManifests(built);
  if (sorted.every((object, index) => object === built[index])) return sortManifests(expanded);
  const before = new Set(built);
  return [...built, ...expanded.filter((object) => !before.has(object))];
}
