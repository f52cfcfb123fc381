import { localPlace } from '../agent/local-pass.ts';
import { type PlanContext, type PlannedTarget, planTarget } from '../agent/plan-target.ts';
import { InvalidInputError, type Problem } from '../model/errors.ts';
import type { LocalTargets } from './local-targets.ts';

/**
 * The plan of every target of a sound folder that is not suspended. Throws
 * `InvalidInputError` with the problems that show only on this cluster, of all targets.
 */
export async function planAll(
  { tree, layout }: LocalTargets,
  context: PlanContext,
  signal: AbortSignal,
): Promise<readonly PlannedTarget[]> {
  const planned: PlannedTarget[] = [];
  const problems: Problem[] = [];
  for (const target of layout.targets) {
    if (target.suspend) continue;
    const place = { tree, ...localPlace };
    try {
      planned.push(await planTarget({ target, ...place, signal }, context));
    } catch (thrown) {
      if (!(thrown instanceof InvalidInputError)) throw thrown;
      problems.push(...thrown.problems);
    }
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return planned;
}
