/** One line of the agent's structured log. */
export type LogLine = Readonly<Record<string, unknown>> & { readonly message?: unknown };

/** The lines of a log, for those who wait for one. */
export interface LineWatch {
  /** Every line so far. */
  readonly lines: readonly LogLine[];
  add(line: LogLine): void;
  /** There will be no more lines. */
  end(): void;
  /** The first line from now or before that fits; fails when the log ends or time runs out. */
  waitFor(what: string, fits: (line: LogLine) => boolean, timeout?: number): Promise<LogLine>;
  /** The same for a line after those that are there now. */
  waitForNext(what: string, fits: (line: LogLine) => boolean, timeout?: number): Promise<LogLine>;
}

export function createLineWatch(): LineWatch {
  const lines: LogLine[] = [];
  const lookers = new Set<() => void>();
  let ended = false;
  const wake = () => {
    for (const look of lookers) look();
  };

  function waitFrom(
    start: number,
    what: string,
    fits: (line: LogLine) => boolean,
    timeout: number,
  ): Promise<LogLine> {
    return new Promise((resolve, reject) => {
      const finish = (action: () => void) => {
        clearTimeout(timer);
        lookers.delete(look);
        action();
      };
      const fail = (why: string) => {
        finish(() => reject(new Error(`${why}: ${what}\n${tail(lines)}`)));
      };
      const look = () => {
        const line = lines.slice(start).find(fits);
        if (line !== undefined) finish(() => resolve(line));
        else if (ended) fail('the agent ended before');
      };
      const timer = setTimeout(() => fail('did not see'), timeout);
      lookers.add(look);
      look();
    });
  }

  return {
    lines,
    add(line) {
      lines.push(line);
      wake();
    },
    end() {
      ended = true;
      wake();
    },
    waitFor: (what, fits, timeout = 60_000) => waitFrom(0, what, fits, timeout),
    waitForNext: (what, fits, timeout = 60_000) => waitFrom(lines.length, what, fits, timeout),
  };
}

/** The end of the log, and before it what went wrong first: later lines only repeat it. */
function tail(lines: readonly LogLine[]): string {
  const before = lines.slice(0, -20).filter(({ level }) => level === 'error' || level === 'warn');
  return [...before.slice(0, 10), ...lines.slice(-20)]
    .map((line) => JSON.stringify(line))
    .join('\n');
}
