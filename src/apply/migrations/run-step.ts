import type { Problem } from '../../model/errors.ts';
import { formatObjectId } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedMigration, PlannedStep } from '../../plan/migrations/planned-migration.ts';
import type { ApplyOutcome } from '../apply.ts';
import type { ApplyRun } from '../run.ts';
import { StepBlockedError, type StepContext, type Verdict } from './step-kind.ts';
import { kindOf } from './step-kinds.ts';

/** How often the cluster is asked whether it has followed, in milliseconds. */
const pollInterval = 1_000;

/**
 * Does one step, if it has not been done. A step that somebody has begun is
 * verified first: only what certainly did not take effect is done again.
 */
export async function runStep(
  run: ApplyRun,
  migration: PlannedMigration,
  step: PlannedStep,
): Promise<ApplyOutcome | undefined> {
  const { cluster, clock, signal } = run.context;
  const on: StepContext = { cluster, clock, signal };
  const deadline = clock.now() + run.plan.timeout;
  const begun = (await resumed(step, on)) ?? (await begin(run, migration, step, on, deadline));
  if (typeof begun === 'string') return begun;
  const verdict =
    begun.outcome === 'Unknown'
      ? await kindOf(step.action).verify(step.action, on)
      : await waitUntilDone(step, on, deadline);
  return finish(run, migration, step, begun, verdict);
}

/** An attempt that goes on: it may have taken effect, or nobody knows. */
async function resumed(
  { record, action }: PlannedStep,
  on: StepContext,
): Promise<StepRecord | undefined> {
  if (record?.outcome === 'Unknown') return record;
  if (record?.outcome !== 'Started') return undefined;
  const verdict = await kindOf(action).verify(action, on);
  return verdict.is === 'not-done' ? undefined : record;
}

/** Puts the step on record, then does it. */
async function begin(
  run: ApplyRun,
  migration: PlannedMigration,
  step: PlannedStep,
  on: StepContext,
  deadline: number,
): Promise<StepRecord | ApplyOutcome> {
  const { ledger } = run.context;
  const obstacle = await waitUntilClear(step, on, deadline);
  if (obstacle !== undefined) return stopped(run, migration, step, obstacle);
  const { target, revision } = run.plan;
  const attempt = {
    target,
    step: step.step,
    digest: migration.digest,
    revision,
    facts: step.facts,
  };
  const begun = await ledger.begin(attempt, step.record);
  try {
    await kindOf(step.action).act(step.action, on);
    return begun;
  } catch (thrown) {
    if (!(thrown instanceof StepBlockedError)) throw thrown;
    await ledger.settle(begun, { outcome: 'Failed', message: thrown.message });
    return stopped(run, migration, step, thrown.message);
  }
}

async function finish(
  run: ApplyRun,
  migration: PlannedMigration,
  step: PlannedStep,
  begun: StepRecord,
  verdict: Verdict,
): Promise<ApplyOutcome | undefined> {
  const { ledger, onProgress } = run.context;
  switch (verdict.is) {
    case 'done':
      await ledger.settle(begun, { outcome: 'Succeeded', message: '' });
      onProgress?.({ type: 'stepped', step: run.reached, title: step.title });
      return undefined;
    case 'unverifiable':
      if (begun.outcome !== 'Unknown') {
        await ledger.settle(begun, { outcome: 'Unknown', message: verdict.question });
      }
      return asked(run, migration, step, verdict.question);
    case 'under-way':
      return waiting(run, migration, step, verdict.waitsFor);
    case 'not-done':
      if (begun.outcome === 'Unknown') return asked(run, migration, step, begun.message);
      await ledger.settle(begun, { outcome: 'Failed', message: takenBack });
      return stopped(run, migration, step, takenBack);
  }
}

const takenBack = 'something takes it back at once: is tidb-operator still running?';

/** What is still in the way when time is up, or will never get out of it. */
async function waitUntilClear(
  { action }: PlannedStep,
  on: StepContext,
  deadline: number,
): Promise<string | undefined> {
  for (;;) {
    const obstacle = await kindOf(action).precheck(action, on);
    if (obstacle === undefined) return undefined;
    if (!obstacle.passes || on.clock.now() >= deadline) return obstacle.text;
    await on.clock.sleep(pollInterval, on.signal);
  }
}

async function waitUntilDone(
  { action }: PlannedStep,
  on: StepContext,
  deadline: number,
): Promise<Verdict> {
  for (;;) {
    const verdict = await kindOf(action).verify(action, on);
    if (verdict.is !== 'under-way' || on.clock.now() >= deadline) return verdict;
    await on.clock.sleep(pollInterval, on.signal);
  }
}

/** It cannot be done now; whoever puts it right need not say so. */
function stopped(
  run: ApplyRun,
  migration: PlannedMigration,
  step: PlannedStep,
  why: string,
): ApplyOutcome {
  const abort = `tidewatch migrate abort ${run.plan.target}`;
  run.next.push(abort);
  run.problems.push(
    problem(
      migration,
      'MIGRATION_STOPPED',
      `cannot ${step.title}: ${why}`,
      `put it right, and the next attempt goes on from there; or take back what was done: ${abort}`,
    ),
  );
  return 'failed';
}

/** Nobody knows whether it took effect. */
function asked(
  run: ApplyRun,
  migration: PlannedMigration,
  step: PlannedStep,
  question: string,
): ApplyOutcome {
  const answers = ['succeeded', 'again'].map(
    (word) => `tidewatch answer ${run.plan.target} ${step.step} ${word}`,
  );
  run.next.push(...answers);
  run.problems.push(
    problem(
      migration,
      'MIGRATION_OUTCOME_UNKNOWN',
      `did this take effect: ${step.title}? ${question}`,
      `put it right, or look and say so: ${answers.join(' or, if it did not, ')}`,
    ),
  );
  return 'blocked';
}

/** It has taken effect, and the cluster has not followed in time. */
function waiting(
  run: ApplyRun,
  migration: PlannedMigration,
  step: PlannedStep,
  waitsFor: string,
): ApplyOutcome {
  run.problems.push(
    problem(
      migration,
      'MIGRATION_WAITS',
      `still waiting to ${step.title}: for ${waitsFor}`,
      'find out what keeps it; the next attempt goes on waiting',
    ),
  );
  return 'failed';
}

function problem(
  { object }: PlannedMigration,
  code: string,
  what: string,
  advice: string,
): Problem {
  return { code, position: undefined, subject: formatObjectId(object), what, advice };
}
