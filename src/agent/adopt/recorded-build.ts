import { InvalidInputError } from '../../model/errors.ts';
import type { Rendered } from '../../model/manifest.ts';
import type { FileTree } from '../../model/ports/file-tree.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';
import type { Target } from '../../model/target.ts';
import type { BuildCache } from '../build-cache/build-cache.ts';
import { recordQuestions } from '../build-cache/tree-questions.ts';
import { renderTarget } from '../render-target.ts';

/** What a target builds, and of which files. */
export interface RecordedBuild {
  /** `undefined` where it cannot be built: then `reads` is what was read until that was clear. */
  readonly objects: readonly Rendered[] | undefined;
  /** Paths that were asked for, with every symbolic link resolved. */
  readonly reads: ReadonlySet<string>;
}

export async function recordedBuild(
  target: Target,
  tree: FileTree,
  builds: BuildCache,
): Promise<RecordedBuild> {
  const recording = recordQuestions(tree);
  // A tree that does not know its own id is really built: what a cache answers reads nothing.
  const unknown: FileTree = {
    ...recording.tree,
    entry: async (path) => {
      const entry = await recording.tree.entry(path);
      return path === '.' && entry !== undefined ? { ...entry, id: undefined } : entry;
    },
  };
  const objects = await orBroken(
    renderTarget(target, unknown, builds).then((rendered) => rendered.objects),
  );
  const reads = new Set<string>();
  for (const question of recording.questions()) {
    const path = question.slice(question.indexOf(' ') + 1);
    reads.add((await orBroken(tree.realpath(path))) ?? path);
  }
  return { objects, reads };
}

/** What cannot be rendered is told apart, but stops no other target. */
export async function orBroken<Result>(work: Promise<Result>): Promise<Result | undefined> {
  try {
    return await work;
  } catch (thrown) {
    if (thrown instanceof InvalidInputError || thrown instanceof FileTreeError) return undefined;
    throw thrown;
  }
}
