import { Command, CommanderError } from 'commander';
import type { FlagDefinition } from '../agent/config/flags.ts';
import { InvalidInputError, messageOf, TidewatchError } from '../model/errors.ts';
import type { Io } from './io.ts';
import { addVerbs } from './verbs.ts';
import { version } from './version.ts';

/** Runs the command line; gives the exit code. Never throws. */
export async function run(args: readonly string[], io: Io): Promise<number> {
  let code = 0;
  const program = new Command('tidewatch')
    .description('Keeps TiDB monitoring on Kubernetes as Git has it.')
    .version(version)
    .showSuggestionAfterError()
    .configureOutput({ writeOut: io.stdout, writeErr: io.stderr })
    .exitOverride();
  const finish = (result: number) => {
    code = result;
  };
  addVerbs(program, await flagsOfAgent(args), io, finish);
  try {
    await program.parseAsync(args, { from: 'user' });
    return code;
  } catch (thrown) {
    return exitCodeOf(thrown, io, errorExitCode(args));
  }
}

/** The flags of `agent`, which take long to find: every setting has one. */
async function flagsOfAgent(args: readonly string[]): Promise<readonly FlagDefinition[]> {
  if (!args.includes('agent')) return [];
  const { agentFlags } = await import('../agent/config/flags.ts');
  return agentFlags();
}

/** Verbs that keep 1 for what they found, as `kubectl diff` does. */
const finding: ReadonlySet<string | undefined> = new Set(['adopt', 'diff', 'drift', 'report']);

function errorExitCode(args: readonly string[]): number {
  return finding.has(args[0]) ? 2 : 1;
}

function exitCodeOf(thrown: unknown, io: Io, failed: number): number {
  // commander has printed its own message; `--help` and `--version` come as code 0.
  if (thrown instanceof CommanderError) return thrown.exitCode === 0 ? 0 : failed;
  io.stderr(`${describeError(thrown)}\n`);
  return failed;
}

/** An expected error is its message; anything else is a bug, and shows where. */
function describeError(thrown: unknown): string {
  if (thrown instanceof InvalidInputError) return thrown.message;
  if (thrown instanceof TidewatchError) return `error: ${thrown.message}`;
  if (thrown instanceof Error && thrown.stack !== undefined) return thrown.stack;
  return messageOf(thrown);
}
