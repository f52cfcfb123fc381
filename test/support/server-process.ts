import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync } from 'node:fs';
import type { ProcessGuard } from './process-guard.ts';

/** A server that runs beside the tests; its output goes to a file. */
export interface ServerProcess {
  readonly processId: number;
  /** The error to throw when it ended by itself; `undefined` while it runs. */
  failure(): Error | undefined;
  /** Sends a signal and waits until it is gone; does nothing when it is gone already. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

export function startServerProcess(
  guard: ProcessGuard,
  program: string,
  args: readonly string[],
  logFile: string,
  environment: NodeJS.ProcessEnv = process.env,
): ServerProcess {
  const log = openSync(logFile, 'a');
  const child = spawn(program, args, { stdio: ['ignore', log, log], env: environment });
  closeSync(log);
  const processId = child.pid;
  if (processId === undefined) throw new Error(`${program}: cannot be started`);
  guard.watch(processId);

  let end: string | undefined;
  const ended = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      end = signal ?? `exit code ${code}`;
      guard.forget(processId);
      resolve();
    });
  });
  return {
    processId,
    failure: () =>
      end === undefined
        ? undefined
        : new Error(`${program} ended with ${end}; its last output:\n${lastLines(logFile)}`),
    stop: async (signal = 'SIGKILL') => {
      if (end === undefined) child.kill(signal);
      await ended;
    },
  };
}

function lastLines(file: string): string {
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
}
