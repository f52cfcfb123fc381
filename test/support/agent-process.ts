import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { createLineWatch, type LineWatch, type LogLine } from './line-watch.ts';

export type { LogLine } from './line-watch.ts';

/** A running `tidewatch agent`, from the built bundle. Text that is no JSON stands in `message`. */
export interface AgentProcess extends Pick<LineWatch, 'lines' | 'waitFor' | 'waitForNext'> {
  readonly pid: number;
  /** Sends a signal and waits for the end; gives the exit code, `null` where the signal ended it. */
  end(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | null>;
  /** Resolves with the exit code once it has ended by itself. */
  readonly ended: Promise<number | null>;
  /** What it wrote to standard output. */
  stdout(): string;
}

const root = join(import.meta.dirname, '../..');

export function startAgent(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): AgentProcess {
  const child = spawn(process.execPath, [join(root, 'bin/tidewatch.mjs'), 'agent', ...args], {
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const watch = createLineWatch();
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  createInterface({ input: child.stderr }).on('line', (text) => watch.add(parse(text)));
  const ended = once(child, 'close').then(([code]) => {
    watch.end();
    return code as number | null;
  });
  return {
    pid: child.pid ?? 0,
    lines: watch.lines,
    waitFor: watch.waitFor,
    waitForNext: watch.waitForNext,
    end(signal) {
      child.kill(signal);
      return ended;
    },
    ended,
    stdout: () => stdout,
  };
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { message: text };
  }
}
