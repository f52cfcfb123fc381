import type { Log, LogFields } from '../model/ports/log.ts';
import type { Io } from './io.ts';

const levels = ['debug', 'info', 'warn', 'error'] as const;
type Level = (typeof levels)[number];

/** A log for people: one line each, as text, on standard error. */
export function stderrLog(io: Io, lowest: Level, always: LogFields = {}): Log {
  const line =
    (level: Level): Log['info'] =>
    (message, fields) => {
      if (levels.indexOf(level) < levels.indexOf(lowest)) return;
      const details = Object.entries({ ...always, ...fields }).map(
        ([key, value]) => `${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
      );
      io.stderr(`${[`${level}: ${message}`, ...details].join('  ')}\n`);
    };
  return {
    debug: line('debug'),
    info: line('info'),
    warn: line('warn'),
    error: line('error'),
    with: (fields) => stderrLog(io, lowest, { ...always, ...fields }),
  };
}
