import type { Log, LogFields } from '../../src/model/ports/log.ts';

export interface RecordedLine {
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  readonly message: string;
  readonly fields: LogFields;
}

export interface RecordingLog extends Log {
  readonly lines: readonly RecordedLine[];
}

/** A log that keeps its lines. */
export function recordingLog(lines: RecordedLine[] = [], bound: LogFields = {}): RecordingLog {
  const at =
    (level: RecordedLine['level']) =>
    (message: string, fields: LogFields = {}) => {
      lines.push({ level, message, fields: { ...bound, ...fields } });
    };
  return {
    lines,
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    with: (fields) => recordingLog(lines, { ...bound, ...fields }),
  };
}

/** A log that says nothing. */
export function silentLog(): Log {
  return recordingLog();
}
