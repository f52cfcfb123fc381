import type { Problem } from '../../model/errors.ts';
import type { ScalarNode } from '../../model/yaml/node.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { SourceText } from '../../model/yaml/source-text.ts';
import { type Kustomization, kustomization } from '../kustomization.ts';
import type { LoadedFile } from './loaded.ts';

export interface ReadKustomization {
  readonly kustomization: Kustomization;
  readonly source: SourceText;
}

const VERSIONS: Readonly<Record<string, string>> = {
  Kustomization: 'kustomize.config.k8s.io/v1beta1',
  Component: 'kustomize.config.k8s.io/v1alpha1',
};

const TOLERATED: ReadonlySet<string> = new Set(['DUPLICATE_KEY', 'LOST_DOCUMENT']);

/** Reads a kustomization file. What is wrong goes to `problems`, what is dated to `warnings`. */
export function readKustomization(
  file: LoadedFile,
  problems: Problem[],
  warnings: Problem[],
): ReadKustomization | undefined {
  const read = readDocuments(file.bytes, file.path, { rules: 'kustomization' });
  const [document, ignored] = read.documents;
  for (const problem of read.problems) {
    // As in kustomize, the last of two equal keys counts, and the first document alone.
    (TOLERATED.has(problem.code) ? warnings : problems).push(problem);
  }
  if (ignored !== undefined) {
    const origin = { source: ignored.source, offset: ignored.offset };
    const what = 'only the first document of a kustomization file counts';
    warnings.push(yamlProblem(origin, 'IGNORED_DOCUMENT', what, 'remove this one'));
  }
  if (document === undefined) {
    if (read.problems.length === 0) problems.push(emptyKustomization(file.path));
    return undefined;
  }
  const before = problems.length;
  const decoded = kustomization(document.root, { problems, strict: true });
  if (decoded === undefined) return undefined;
  // A field that cannot be read may well be the one that names something.
  const understood = problems.length === before;
  checkHeader(decoded, problems);
  if (understood && isEmpty(decoded)) problems.push(emptyKustomization(file.path));
  warnDeprecated(document.root.kind === 'mapping' ? document.root.entries : [], warnings);
  return { kustomization: decoded, source: document.source };
}

function emptyKustomization(file: string): Problem {
  return {
    code: 'EMPTY_KUSTOMIZATION',
    position: { file, line: 1, column: 1 },
    subject: undefined,
    what: 'the kustomization names nothing to build',
    advice: 'list files under resources',
  };
}

function isEmpty(decoded: Kustomization): boolean {
  return Object.entries(decoded).every(
    ([name, value]) =>
      value === undefined || name === 'apiVersion' || name === 'kind' || name === 'origin',
  );
}

function checkHeader({ apiVersion, kind }: Kustomization, problems: Problem[]): void {
  const name = kind === undefined || kind.text === '' ? 'Kustomization' : kind.text;
  const version = VERSIONS[name];
  if (version === undefined) {
    const what = `a kustomization file cannot have kind ${name}`;
    problems.push(
      yamlProblem(kind?.node.origin, 'BAD_KIND', what, 'make it Kustomization or Component'),
    );
  } else if (apiVersion !== undefined && apiVersion.text !== '' && apiVersion.text !== version) {
    const what = `a ${name} cannot have apiVersion ${apiVersion.text}`;
    problems.push(
      yamlProblem(apiVersion.node.origin, 'BAD_API_VERSION', what, `make it ${version}`),
    );
  }
}

const REPLACED: Readonly<Record<string, string>> = {
  bases: 'resources',
  commonlabels: 'labels',
  imagetags: 'images',
  patchesjson6902: 'patches',
  patchesstrategicmerge: 'patches',
  vars: 'replacements',
};

function warnDeprecated(
  entries: readonly { readonly key: ScalarNode }[],
  warnings: Problem[],
): void {
  for (const { key } of entries) {
    const instead = REPLACED[key.text.toLowerCase()];
    if (instead === undefined) continue;
    const what = `the field ${key.text} is deprecated`;
    warnings.push(yamlProblem(key.origin, 'DEPRECATED_FIELD', what, `use ${instead}`));
  }
}

/** The text of a scalar as a text of its own, whose positions are those of the file around it. */
export function embeddedText(node: ScalarNode): SourceText {
  const { origin, text } = node;
  if (origin === undefined) return new SourceText('', text);
  const at = origin.source.position(origin.offset);
  if (node.style !== 'literal') {
    const isRewritten = node.style !== 'plain' || text.includes('\n');
    return new SourceText(at.file, text, { line: at.line, column: at.column, isRewritten });
  }
  // The content of a block starts with its line.
  const column = at.column + blockIndent(origin.source.text, origin.offset);
  return new SourceText(at.file, text, { line: at.line, column });
}

/** How far the content of a literal block is indented: its first line that is not blank. */
function blockIndent(text: string, offset: number): number {
  let start = offset;
  for (;;) {
    let at = start;
    while (text[at] === ' ') at++;
    if (text[at] !== '\n') return at - start;
    start = at + 1;
  }
}
