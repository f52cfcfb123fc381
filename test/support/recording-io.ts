import type { Io } from '../../src/cli/io.ts';

/** An `Io` that keeps what a verb writes. */
export interface RecordingIo extends Io {
  /** What went to standard output so far. */
  output(): string;
  /** What went to standard error so far. */
  errors(): string;
}

/** @param cwd absolute: what relative arguments start from */
export function recordingIo(cwd: string, fields: Partial<Io> = {}): RecordingIo {
  let output = '';
  let errors = '';
  return {
    cwd,
    env: {},
    interactive: false,
    signal: new AbortController().signal,
    ...fields,
    stdout: (text) => {
      output += text;
    },
    stderr: (text) => {
      errors += text;
    },
    output: () => output,
    errors: () => errors,
  };
}
