import type { RenderFiles, TargetRendering } from '../../adopt/rendering.ts';
import { withVirtualFiles } from '../../layout/virtual-files.ts';
import { InvalidInputError } from '../../model/errors.ts';
import type { Rendered } from '../../model/manifest.ts';
import type { FileTree } from '../../model/ports/file-tree.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';
import type { Target } from '../../model/target.ts';
import { expand } from '../../monitor/expand.ts';
import type { ClusterFacts } from '../../monitor/facts.ts';
import type { BuildCache } from '../build-cache/build-cache.ts';
import { renderTarget } from '../render-target.ts';

export interface RenderingContext {
  /** The files as they are. */
  readonly tree: FileTree;
  /** All that may be affected by an edit. */
  readonly targets: readonly Target[];
  /** The targets whose TidbMonitors are to be expanded. */
  readonly expanded: ReadonlySet<string>;
  readonly builds: BuildCache;
  /** What the cluster knows; asked once for each target, and taken to stay so. */
  readonly factsOf: (rendered: readonly Rendered[]) => Promise<ClusterFacts>;
}

/** Renders all targets with some files edited, in memory. */
export function renderEdited(context: RenderingContext): RenderFiles {
  const { tree, targets, expanded, builds, factsOf } = context;
  const facts = new Map<string, ClusterFacts>();

  async function render(target: Target, files: FileTree): Promise<TargetRendering> {
    const { objects: built } = await renderTarget(target, files, builds);
    if (!expanded.has(target.name)) return { built, objects: built };
    const known = facts.get(target.name) ?? (await factsOf(built));
    facts.set(target.name, known);
    return { built, objects: expand(built, known).objects };
  }

  return async (edited) => {
    const files = edited.size === 0 ? tree : withVirtualFiles(tree, edited);
    const rendering = new Map<string, TargetRendering | undefined>();
    for (const target of targets) {
      rendering.set(target.name, await render(target, files).catch(orBroken));
    }
    return rendering;
  };
}

/** What cannot be rendered is told apart, but stops no other target. */
function orBroken(thrown: unknown): undefined {
  if (thrown instanceof InvalidInputError || thrown instanceof FileTreeError) return undefined;
  throw thrown;
}
