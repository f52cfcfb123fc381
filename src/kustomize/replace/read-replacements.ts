import type { Problem } from '../../model/errors.ts';
import { InvalidInputError } from '../../model/errors.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { BuildError } from '../build-error.ts';
import { listOf } from '../decode/decoder.ts';
import { type Kustomization, type Replacement, replacement } from '../kustomization.ts';
import type { LoadedFile } from '../load/loaded.ts';

/** The replacements of a kustomization; those of files in the places of their paths. */
export function readReplacements(
  entries: NonNullable<Kustomization['replacements']>,
  files: ReadonlyMap<string, LoadedFile>,
): Replacement[] {
  return entries.flatMap((entry) => {
    const { path, ...inline } = entry;
    if (path === undefined || path.text === '') return [inline];
    if (inline.source !== undefined || (inline.targets ?? []).length > 0) {
      throw new BuildError({
        code: 'BAD_REPLACEMENT',
        origin: path.node.origin,
        what: 'a replacement has both a path and a source or targets',
        advice: 'remove one of them',
      });
    }
    const file = files.get(path.text);
    return file === undefined ? [] : readFile(file);
  });
}

function readFile(file: LoadedFile): readonly Replacement[] {
  const read = readDocuments(file.bytes, file.path, { rules: 'kustomization' });
  const problems: Problem[] = read.problems.filter(({ code }) => code !== 'DUPLICATE_KEY');
  const root = read.documents[0]?.root;
  const decoding = { problems, strict: false };
  let found: readonly Replacement[] = [];
  if (root?.kind === 'sequence') found = listOf(replacement)(root, decoding) ?? [];
  else if (root?.kind === 'mapping')
    found = [replacement(root, decoding)].filter((one) => one !== undefined);
  else if (problems.length === 0) {
    const what = 'the file holds neither a replacement nor a list of them';
    problems.push(yamlProblem(root?.origin, 'BAD_REPLACEMENT', what, 'write a mapping or a list'));
  }
  if (problems.length > 0) throw new InvalidInputError(problems);
  return found;
}
