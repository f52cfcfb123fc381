import { TidewatchError } from './errors.ts';

/** A text that is not a duration; `data.text` is that text. */
export class DurationError extends TidewatchError {
  override readonly code = 'INVALID_DURATION';
}

const MILLISECONDS: Readonly<Record<string, number>> = {
  h: 3_600_000,
  m: 60_000,
  s: 1_000,
  ms: 1,
  us: 0.001,
  µs: 0.001,
  μs: 0.001,
  ns: 0.000_001,
};

const TERM = /(\d+\.?\d*|\.\d+)(h|ms|m|s|us|µs|μs|ns)/y;

/**
 * Milliseconds of a duration as Go, Flux and Kubernetes write it: `15s`,
 * `1m30s`, `1.5h`, `250ms`, `0`. Negative durations are refused: nothing here
 * waits for one. Throws `DurationError`.
 */
export function parseDuration(text: string): number {
  if (text === '0') return 0;
  let milliseconds = 0;
  TERM.lastIndex = 0;
  let end = 0;
  while (end < text.length) {
    const term = TERM.exec(text);
    if (term === null) throw notADuration(text);
    milliseconds += Number(term[1]) * (MILLISECONDS[term[2] ?? ''] ?? Number.NaN);
    end = TERM.lastIndex;
  }
  if (end === 0 || !Number.isFinite(milliseconds)) throw notADuration(text);
  return milliseconds;
}

/** The shortest form that `parseDuration` reads back: `1h30m`, `15s`, `250ms`, `0s`. */
export function formatDuration(milliseconds: number): string {
  const whole = Math.round(milliseconds);
  if (whole === 0) return '0s';
  if (whole < 1_000) return `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = (whole % 60_000) / 1_000;
  const parts: string[] = [];
  if (hours > 0) parts.push(`${hours}h`);
  if (minutes > 0) parts.push(`${minutes}m`);
  if (seconds > 0) parts.push(`${seconds}s`);
  return parts.join('');
}

function notADuration(text: string): DurationError {
  return new DurationError(
    `${JSON.stringify(text)}: not a duration; write a number with a unit, such as 15s, 1m30s or 2h`,
    { data: { text } },
  );
}
