import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What a whole process has cost, its start and its end included; seconds. */
export interface ProcessCost {
  readonly wall: number;
  /** User and system time. */
  readonly cpu: number;
}

// bash asks the kernel what the finished process used, to the millisecond;
// Node has no way to ask about one child.
const script = 'TIMEFORMAT="%R %U %S"; time "$@" >/dev/null';

/** Runs a Node program to its end and drops its output. Throws where it fails. */
export function processCost(args: readonly string[]): Promise<ProcessCost> {
  return programCost(process.execPath, args);
}

/** Runs any program to its end and drops its output. Throws where it fails. */
export async function programCost(program: string, args: readonly string[]): Promise<ProcessCost> {
  const { stderr } = await run('bash', ['-c', script, 'bash', program, ...args]);
  const [wall = Number.NaN, user = Number.NaN, system = Number.NaN] = (
    stderr.trim().split('\n').at(-1) ?? ''
  )
    .split(' ')
    .map(Number);
  const cpu = user + system;
  if (Number.isNaN(wall + cpu)) throw new Error(`bash gave no times: ${stderr}`);
  return { wall, cpu };
}
