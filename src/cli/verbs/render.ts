import { emitStream } from '../../kustomize/emit/emitter.ts';
import { InvalidInputError } from '../../model/errors.ts';
import { stringifyJson } from '../../model/json.ts';
import { expandAll } from '../expand-all.ts';
import type { Io } from '../io.ts';
import { findLocalTargets } from '../local-targets.ts';
import type { OutputFormat } from '../print-data.ts';
import { printWarnings } from '../print-warnings.ts';

/** Prints the desired objects of a folder; nothing of them where anything is wrong. */
export async function renderVerb(
  directory: string,
  options: { readonly output: OutputFormat },
  io: Io,
): Promise<number> {
  const { objects, problems, warnings } = await expandAll(await findLocalTargets(directory, io));
  if (problems.length > 0) throw new InvalidInputError(problems);
  printWarnings(warnings, io);
  const manifests = objects.map(({ manifest }) => manifest);
  if (options.output === 'json') io.stdout(`${stringifyJson(manifests)}\n`);
  else io.stdout(emitStream(manifests));
  return 0;
}
