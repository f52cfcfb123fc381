import type { Io } from '../../src/cli/io.ts';
import { run } from '../../src/cli/run.ts';
import { type RecordingIo, recordingIo } from '../support/recording-io.ts';

/** A verb that runs until it is stopped. */
export interface RunningVerb {
  readonly io: RecordingIo;
  /** Does what Ctrl-C does; gives the exit code. */
  stop(): Promise<number>;
}

/** Starts a verb, and waits until it has printed a text or has ended. */
export async function startVerb(
  args: readonly string[],
  text: string,
  fields: Partial<Io> = {},
): Promise<RunningVerb> {
  const stopping = new AbortController();
  const io = recordingIo('/', { signal: stopping.signal, ...fields });
  const printed = Promise.withResolvers<void>();
  const running = run(args, {
    ...io,
    stdout(part) {
      io.stdout(part);
      if (io.output().includes(text)) printed.resolve();
    },
  });
  await Promise.race([printed.promise, running]);
  return {
    io,
    stop() {
      stopping.abort(new Error('Ctrl-C'));
      return running;
    },
  };
}
