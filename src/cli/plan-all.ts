import { localRepository, localRevision } from '../agent/local-pass.ts';
import { type PlanContext, type PlannedTarget, planTarget } from '../agent/plan-target.ts';
import { InvalidInputError, type Problem } from '../model/errors.ts';
import type { LocalTargets } from './local-targets.ts';

/**
 * The plan of every target of a folder that can be deployed. Throws
 * `InvalidInputError` with the problems of all targets where any has some.
 */
export async function planAll(
  { tree, layout }: LocalTargets,
  knownTargets: ReadonlySet<string>,
  context: PlanContext,
  signal: AbortSignal,
): Promise<readonly PlannedTarget[]> {
  const planned: PlannedTarget[] = [];
  const problems: Problem[] = [...layout.problems];
  for (const target of layout.targets) {
    if (target.suspend) continue;
    problems.push(...target.blocked);
    if (target.blocked.length > 0) continue;
    const place = { tree, repository: localRepository, revision: localRevision };
    try {
      planned.push(await planTarget({ target, ...place, knownTargets, signal }, context));
    } catch (thrown) {
      if (!(thrown instanceof InvalidInputError)) throw thrown;
      problems.push(...thrown.problems);
    }
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return planned;
}
