import { buffer } from 'node:stream/consumers';
import type { Io } from './io.ts';

/** The real process. */
export function processIo(): Io {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    // A second signal ends the process at once, as the default handler would.
    process.once(name, () => controller.abort(new Error(`received ${name}`)));
  }
  ignoreClosedPipe(process.stdout);
  ignoreClosedPipe(process.stderr);
  return {
    stdout: (text) => void process.stdout.write(text),
    stderr: (text) => void process.stderr.write(text),
    stdin: () => buffer(process.stdin),
    env: process.env,
    cwd: process.cwd(),
    interactive: process.stderr.isTTY === true,
    outputIsTerminal: process.stdout.isTTY === true,
    signal: controller.signal,
  };
}

/** `tidewatch build … | head` closes the pipe early: that is not an error of ours. */
function ignoreClosedPipe(stream: NodeJS.WriteStream): void {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}
