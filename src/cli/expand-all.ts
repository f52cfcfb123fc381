import { expandTarget } from '../agent/expand-target.ts';
import { InvalidInputError, type Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { LocalTargets } from './local-targets.ts';

/** Everything that the targets of a folder want, and everything that is wrong with them. */
export interface ExpandedTargets {
  readonly objects: readonly Rendered[];
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** Expands every target without a cluster. One that is broken hides no other's problems. */
export async function expandAll({ tree, layout, builds }: LocalTargets): Promise<ExpandedTargets> {
  const objects: Rendered[] = [];
  const problems: Problem[] = [...layout.problems];
  const warnings: Problem[] = [...layout.warnings];
  for (const target of layout.targets) {
    problems.push(...target.blocked);
    if (target.blocked.length > 0) continue;
    try {
      const expanded = await expandTarget(target, tree, builds);
      objects.push(...expanded.objects);
      warnings.push(...expanded.warnings);
    } catch (thrown) {
      if (!(thrown instanceof InvalidInputError)) throw thrown;
      problems.push(...thrown.problems);
    }
  }
  return { objects, problems, warnings };
}
