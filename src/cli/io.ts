/** What a verb may touch of the process: an argument, so that tests own it. */
export interface Io {
  /** Data, and nothing else, goes here. */
  stdout(text: string): void;
  /** Progress, warnings and errors go here. */
  stderr(text: string): void;
  /** All of standard input. Default: there is none. */
  readonly stdin?: () => Promise<Uint8Array>;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Absolute. */
  readonly cwd: string;
  /** Whether standard error is a terminal that shows progress. */
  readonly interactive: boolean;
  /** Whether standard output is a terminal. Default: it is not. */
  readonly outputIsTerminal?: boolean;
  /** Aborts on SIGINT and SIGTERM. */
  readonly signal: AbortSignal;
}

/** How a process ended, as the command-line contract has it. */
export const exitCodes = { ok: 0, failed: 1, differs: 1, diffFailed: 2 } as const;
