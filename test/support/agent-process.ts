import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

/** One line of the agent's structured log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message?: unknown };

/** A running `tidewatch agent`, from the built bundle. */
export interface AgentProcess {
  readonly pid: number;
  /** Every line so far; text that is no JSON stands in `message`. */
  readonly lines: readonly LogLine[];
  /** The first line from now or before that fits; fails when the agent ends or time runs out. */
  waitFor(what: string, fits: (line: LogLine) => boolean, timeout?: number): Promise<LogLine>;
  /** The same for a line after those that are there now. */
  waitForNext(what: string, fits: (line: LogLine) => boolean, timeout?: number): Promise<LogLine>;
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
  const lines: LogLine[] = [];
  const waiters = new Set<() => void>();
  let stdout = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  createInterface({ input: child.stderr }).on('line', (text) => {
    lines.push(parse(text));
    for (const wake of waiters) wake();
  });
  const ended = once(child, 'close').then(([code]) => {
    for (const wake of waiters) wake();
    return code as number | null;
  });

  function waitFrom(
    start: number,
    what: string,
    fits: (line: LogLine) => boolean,
    timeout: number,
  ) {
    return new Promise<LogLine>((resolve, reject) => {
      const finish = (action: () => void) => {
        clearTimeout(timer);
        waiters.delete(look);
        action();
      };
      const look = () => {
        const line = lines.slice(start).find(fits);
        if (line !== undefined) finish(() => resolve(line));
        else if (child.exitCode !== null || child.signalCode !== null)
          finish(() => reject(new Error(`the agent ended before: ${what}\n${tail(lines)}`)));
      };
      const timer = setTimeout(
        () => finish(() => reject(new Error(`did not see: ${what}\n${tail(lines)}`))),
        timeout,
      );
      waiters.add(look);
      look();
    });
  }

  return {
    pid: child.pid ?? 0,
    lines,
    waitFor: (what, fits, timeout = 60_000) => waitFrom(0, what, fits, timeout),
    waitForNext: (what, fits, timeout = 60_000) => waitFrom(lines.length, what, fits, timeout),
    end: (signal) => endProcess(child, ended, signal),
    ended,
    stdout: () => stdout,
  };
}

async function endProcess(
  child: ChildProcess,
  ended: Promise<number | null>,
  signal: 'SIGTERM' | 'SIGKILL',
): Promise<number | null> {
  child.kill(signal);
  return ended;
}

function parse(text: string): LogLine {
  try {
    return JSON.parse(text) as LogLine;
  } catch {
    return { message: text };
  }
}

function tail(lines: readonly LogLine[]): string {
  return lines
    .slice(-30)
    .map((line) => JSON.stringify(line))
    .join('\n');
}
