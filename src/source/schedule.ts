import { CronTime } from 'cron';
import { formatDuration, parseDuration } from '../model/duration.ts';
import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';

/** When to ask a repository again. */
export interface Schedule {
  /**
   * The next time after `now`, both in milliseconds since the epoch. `random` is
   * in [0, 1), so that agents that start together do not ask together.
   */
  next(now: number, random: number): number;
}

export interface ScheduleOptions {
  /** A name of the IANA database, for cron expressions. Default: UTC. */
  readonly timeZone?: string | undefined;
  /** How much of the interval chance may move; 0 to 1. Default: 0.1. */
  readonly jitter?: number | undefined;
}

export const DEFAULT_INTERVAL = '15s';
const DEFAULT_JITTER = 0.1;
const SHORTEST = 1_000;
/** Any time will do to learn whether an expression ever comes true. */
const SOME_TIME = Date.UTC(2024, 0, 1);

/**
 * Reads a schedule: a duration (`15s`, `1m30s`), moved by the jitter to either
 * side; or a cron expression of five fields, or six with seconds first, or
 * `@hourly` and the like, moved later only, so that nothing runs before its
 * time. Throws `SourceError` (`INVALID_SOURCE`).
 */
export function parseSchedule(text: string, options: ScheduleOptions = {}): Schedule {
  const { timeZone = 'UTC', jitter = DEFAULT_JITTER } = options;
  if (!(jitter >= 0 && jitter <= 1)) {
    throw invalid(String(jitter), 'not a jitter; write a number from 0 to 1');
  }
  const isCron = /\s|^@/.test(text.trim());
  return isCron ? cronSchedule(text.trim(), timeZone, jitter) : durationSchedule(text, jitter);
}

function durationSchedule(text: string, jitter: number): Schedule {
  const interval = readInterval(text);
  return {
    next: (now, random) => Math.round(now + interval * (1 + jitter * (2 * random - 1))),
  };
}

function readInterval(text: string): number {
  let interval: number;
  try {
    interval = parseDuration(text);
  } catch (cause) {
    throw invalid(
      JSON.stringify(text),
      'not a schedule; write a duration such as 15s or 1m30s, or a cron expression such as "*/5 * * * *"',
      cause,
    );
  }
  if (interval >= SHORTEST) return interval;
  throw invalid(JSON.stringify(text), `too short; write ${formatDuration(SHORTEST)} or more`);
}

function cronSchedule(text: string, timeZone: string, jitter: number): Schedule {
  if (!isTimeZone(timeZone)) {
    throw invalid(JSON.stringify(timeZone), 'not a time zone; write a name such as Europe/Berlin');
  }
  try {
    const time = new CronTime(text, timeZone);
    const after = (moment: number) => time.getNextDateFrom(new Date(moment), timeZone).toMillis();
    after(SOME_TIME);
    return {
      next(now, random) {
        const next = after(now);
        return jitter === 0 ? next : Math.round(next + random * jitter * (after(next) - next));
      },
    };
  } catch (cause) {
    throw invalid(
      JSON.stringify(text),
      `not a cron expression (${firstSentence(messageOf(cause))}); write minute, hour, day, month and weekday, such as "*/5 * * * *"`,
      cause,
    );
  }
}

/** The library adds lines for its own developers. */
function firstSentence(text: string): string {
  return text.replace(/\n.*/s, '').replace(/\.$/, '');
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

function invalid(subject: string, what: string, cause?: unknown): SourceError {
  return new SourceError('INVALID_SOURCE', `${subject}: ${what}`, {
    data: { schedule: subject },
    cause,
  });
}
