import { afterFight, fightText, judgeCorrection } from '../../drift/corrections.ts';
import type { DriftAnswer, KnownDrift } from '../../drift/drift.ts';
import { type PolicySettings, policiesOf } from '../../drift/policies.ts';
import type { DriftPolicy } from '../../model/drift-policy.ts';
import { type TrackedObject, unpackObject } from './tracked-object.ts';

/** What to do about drift of an object, and when to ask again; milliseconds since the epoch. */
export interface Answered {
  readonly answer: DriftAnswer;
  readonly askAgainAt: number;
}

const leaveIt: Answered = { answer: { kind: 'warn' }, askAgainAt: Number.POSITIVE_INFINITY };

/** Judges by the policies of the object, and by what came of earlier corrections. */
export function answerDrift(
  tracked: TrackedObject,
  drift: KnownDrift,
  settings: PolicySettings,
  now: number,
): Answered {
  const due = dueAt(tracked, drift, settings);
  if (due === undefined) return leaveIt;
  const verdict = judgeCorrection(tracked.corrections, due, now);
  switch (verdict.kind) {
    case 'correct':
      return { answer: { kind: 'correct', at: verdict.since }, askAgainAt: now };
    case 'wait':
      return { answer: { kind: 'correct', at: verdict.until }, askAgainAt: verdict.until };
    case 'fight': {
      tracked.corrections = afterFight(tracked.corrections, drift, verdict.since);
      const message = fightText(tracked.corrections, verdict.until, verdict.since);
      return { answer: { kind: 'fight', message }, askAgainAt: verdict.until };
    }
  }
}

/** When a policy wants the drift corrected; `undefined` where none does. */
function dueAt(
  { applied, id }: TrackedObject,
  drift: KnownDrift,
  settings: PolicySettings,
): number | undefined {
  if (applied === undefined) return undefined;
  const policies = policiesOf(unpackObject(applied).manifest, id, settings);
  const answers =
    drift.kind === 'changed'
      ? drift.fields.map(({ path }) => policies.field({ path, livePath: path }))
      : [policies.object];
  const delays = answers.flatMap(delayOf);
  return delays.length === 0 ? undefined : drift.firstSeen + Math.min(...delays);
}

function delayOf(policy: DriftPolicy): readonly number[] {
  return policy.action === 'correct' ? [policy.after] : [];
}
