import { formatProblem, InvalidInputError } from '../../model/errors.ts';
import { stringifyJson } from '../../model/json.ts';
import { expandAll } from '../expand-all.ts';
import type { Io } from '../io.ts';
import { findLocalTargets } from '../local-targets.ts';
import type { OutputFormat } from '../print-data.ts';

/** Prints the desired objects of a folder; nothing of them where anything is wrong. */
export async function renderVerb(
  directory: string,
  options: { readonly output: OutputFormat },
  io: Io,
): Promise<number> {
  const { objects, problems, warnings } = await expandAll(await findLocalTargets(directory, io));
  if (problems.length > 0) throw new InvalidInputError(problems);
  for (const warning of warnings) io.stderr(`warning: ${formatProblem(warning)}\n`);
  const manifests = objects.map(({ manifest }) => manifest);
  if (options.output === 'json') io.stdout(`${stringifyJson(manifests)}\n`);
  else io.stdout(manifestsText(manifests));
  return 0;
}
