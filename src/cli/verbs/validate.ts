import { formatProblem, InvalidInputError, type Problem } from '../../model/errors.ts';
import { type ExpandedTargets, expandAll } from '../expand-all.ts';
import type { Io } from '../io.ts';
import { findLocalTargets } from '../local-targets.ts';
import { dataText, type OutputFormat } from '../print-data.ts';

/** Prints every problem of a folder; 1 where there is any. Warnings do not count. */
export async function validateVerb(
  directory: string,
  options: { readonly output: OutputFormat },
  io: Io,
): Promise<number> {
  const { objects, problems, warnings } = await look(directory, io);
  const text = dataText({ problems, warnings }, options.output);
  if (text !== undefined) io.stdout(text);
  else {
    io.stdout(problems.map((problem) => `${formatProblem(problem)}\n`).join(''));
    for (const warning of warnings) io.stderr(`warning: ${formatProblem(warning)}\n`);
    io.stderr(summary(objects.length, problems, warnings));
  }
  return problems.length > 0 ? 1 : 0;
}

async function look(directory: string, io: Io): Promise<ExpandedTargets> {
  try {
    return await expandAll(await findLocalTargets(directory, io));
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    return { objects: [], problems: thrown.problems, warnings: [] };
  }
}

function summary(
  objects: number,
  problems: readonly Problem[],
  warnings: readonly Problem[],
): string {
  const verdict = problems.length === 0 ? 'valid' : 'not valid';
  const counts = [
    count(objects, 'object'),
    count(problems.length, 'problem'),
    count(warnings.length, 'warning'),
  ];
  return `${verdict}: ${counts.join(', ')}\n`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
