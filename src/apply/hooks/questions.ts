import type { Problem } from '../../model/errors.ts';
import { formatObjectId } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { ApplyRun } from '../run.ts';

/** A hook that has failed: it runs again only where somebody says so, or something changes. */
export function failedHook(run: ApplyRun, hook: PlannedHook, message: string): void {
  const again = answer(run, hook.step, 'again');
  run.next.push(again);
  run.problems.push(
    problem(
      hook,
      'HOOK_FAILED',
      `the hook failed: ${message}`,
      `correct it in Git, or run it once more as it is: ${again}`,
    ),
  );
}

/** A run of which nobody knows whether it took effect. */
export function unknownHook(run: ApplyRun, hook: PlannedHook, record: StepRecord): void {
  const answers = ['succeeded', 'again'].map((word) => answer(run, record.step, word));
  run.next.push(...answers);
  run.problems.push(
    problem(
      hook,
      'HOOK_OUTCOME_UNKNOWN',
      `did it take effect at ${record.revision}? ${record.message}`,
      `look, and say so: ${answers.join(' or, if it did not, ')}`,
    ),
  );
}

/** Something stands where a hook's object has to be. */
export function hookInTheWay(run: ApplyRun, hook: PlannedHook, what: string, advice: string): void {
  run.problems.push(problem(hook, 'HOOK_IN_THE_WAY', what, advice));
}

function answer({ plan }: ApplyRun, step: string, word: string): string {
  return `tidewatch answer ${plan.target} ${step} ${word}`;
}

function problem(hook: PlannedHook, code: string, what: string, advice: string): Problem {
  return { code, position: hook.position, subject: formatObjectId(hook.id), what, advice };
}
