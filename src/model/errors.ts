import { formatPosition, type Position } from './position.ts';

export interface ErrorOptions {
  /** Machine-readable details; never a Secret's value. */
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/**
 * The base of every error of this project. A message starts with what it is
 * about (`Kind/namespace/name`, `file:line:column`, a URL) and says what to do.
 */
export abstract class TidewatchError extends Error {
  /** Stable, in UPPER_SNAKE_CASE; scripts may match on it. */
  abstract readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.data = options.data ?? {};
  }
}

/** One thing that is wrong with an input, or (as a warning) worth knowing about it. */
export interface Problem {
  /** Stable, in UPPER_SNAKE_CASE. */
  readonly code: string;
  /** Where it was written, when that is known. */
  readonly position: Position | undefined;
  /** What it is about, when it is an object or a setting rather than a place: `Kind/namespace/name`. */
  readonly subject: string | undefined;
  /** What is wrong. No full stop at the end. */
  readonly what: string;
  /** What to do about it. No full stop at the end. */
  readonly advice: string;
}

/** `file:line:column: subject: what; advice`. */
export function formatProblem(problem: Problem): string {
  const parts: string[] = [];
  if (problem.position !== undefined) parts.push(formatPosition(problem.position));
  if (problem.subject !== undefined) parts.push(problem.subject);
  parts.push(`${problem.what}; ${problem.advice}`);
  return parts.join(': ');
}

/** Bad input. Holds every problem that was found, not only the first. */
export class InvalidInputError extends TidewatchError {
  override readonly code = 'INVALID_INPUT';
  readonly problems: readonly Problem[];

  constructor(problems: readonly Problem[], options: ErrorOptions = {}) {
    super(problems.map(formatProblem).join('\n'), options);
    this.problems = problems;
  }
}

/** The message of anything that was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
