import { formatDuration } from '../model/duration.ts';
import { fieldManager } from '../model/identity.ts';
import type { ObjectDrift } from './drift.ts';

/** Corrections of one object, as far as they matter: when, and against whom. */
export interface Corrections {
  /** Milliseconds since the epoch, the latest last. */
  readonly at: readonly number[];
  /** Managers whose changes were corrected. */
  readonly rivals: readonly string[];
  /** Since when a fight is left to whoever can settle it. */
  readonly stoppedAt: number | undefined;
}

export const noCorrections: Corrections = { at: [], rivals: [], stoppedAt: undefined };

/** Corrections of an object are counted for so long, in milliseconds. */
const memory = 10 * 60_000;
/** As many corrections within that time are a fight. */
const mostCorrections = 3;
/** The pause before the second correction; each further one doubles it. */
const firstPause = 5_000;
/** How long a fight is left alone before one more correction is tried. */
const truce = 60 * 60_000;

export type Verdict =
  /** Correct it now. */
  | { readonly kind: 'correct'; readonly since: number }
  /** Correct it then; milliseconds since the epoch. */
  | { readonly kind: 'wait'; readonly until: number }
  /** Somebody changes it again and again: leave it, and say so. */
  | { readonly kind: 'fight'; readonly since: number; readonly until: number };

/** What is to be done about drift that a policy wants corrected at `dueAt`, and is still there. */
export function judgeCorrection(past: Corrections, dueAt: number, now: number): Verdict {
  if (past.stoppedAt !== undefined && now < past.stoppedAt + truce) {
    return { kind: 'fight', since: past.stoppedAt, until: past.stoppedAt + truce };
  }
  const recent = past.at.filter((time) => now - time < memory);
  if (past.stoppedAt === undefined && recent.length >= mostCorrections) {
    return { kind: 'fight', since: now, until: now + truce };
  }
  const last = past.at.at(-1);
  const pause = recent.length === 0 ? 0 : firstPause * 2 ** (recent.length - 1);
  const until = Math.max(dueAt, last === undefined ? 0 : last + pause);
  return until <= now ? { kind: 'correct', since: until } : { kind: 'wait', until };
}

/** After a correction against somebody has begun. */
export function afterCorrection(past: Corrections, drift: ObjectDrift, now: number): Corrections {
  const rivals = new Set([...past.rivals, ...writersOf(drift)]);
  const at = [...past.at.filter((time) => now - time < memory), now];
  return { at, rivals: [...rivals], stoppedAt: undefined };
}

/** After a fight was found. */
export function afterFight(past: Corrections, drift: ObjectDrift, since: number): Corrections {
  const rivals = new Set([...past.rivals, ...writersOf(drift)]);
  return { ...past, rivals: [...rivals], stoppedAt: past.stoppedAt ?? since };
}

function writersOf({ fields }: ObjectDrift): readonly string[] {
  return fields.flatMap(({ writer }) => (writer === undefined ? [] : [writer.manager]));
}

/** One line that names both sides: what to do is theirs to know. */
export function fightText({ at, rivals }: Corrections, until: number, now: number): string {
  const other = rivals.length === 0 ? 'somebody' : rivals.join(', ');
  const times = at.length === 1 ? 'once' : `${at.length} times`;
  return `${fieldManager} and ${other} fight over it: corrected ${times} within ${formatDuration(memory)}; left alone for ${formatDuration(until - now)}, unless Git changes it`;
}
