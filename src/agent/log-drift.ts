import type { KnownDrift } from '../drift/drift.ts';
import type { Log } from '../model/ports/log.ts';
import { driftNotices } from '../report/events.ts';

/** Drift as lines of the log: each object that drifted, that somebody fights over, that is right again. */
export function logDrift(
  now: readonly KnownDrift[],
  before: readonly KnownDrift[],
  log: Log,
): void {
  for (const { type, reason, message } of driftNotices(now, before)) {
    log[type === 'Warning' ? 'warn' : 'info'](message, { reason });
  }
}
