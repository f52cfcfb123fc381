import type { Log } from '../model/ports/log.ts';
import type { Io } from './io.ts';

/** For verbs that run once: warnings and errors as lines, the rest not at all. */
export function stderrLog(io: Io): Log {
  const line =
    (level: string): Log['warn'] =>
    (message, fields) => {
      const details = Object.entries(fields ?? {}).map(([key, value]) => `${key}=${String(value)}`);
      io.stderr(`${[`${level}: ${message}`, ...details].join(' ')}\n`);
    };
  const log: Log = {
    debug: () => {},
    info: () => {},
    warn: line('warning'),
    error: line('error'),
    with: () => log,
  };
  return log;
}
