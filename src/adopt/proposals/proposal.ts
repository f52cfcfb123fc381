import type { Position } from '../../model/position.ts';
import type { SourceFile } from '../source-file.ts';
import { editText, type TextEdit } from '../text-edit.ts';

/** How a value comes into Git. */
export type Way =
  /** Where it is set now. */
  | 'field'
  /** By an entry of `images`. */
  | 'image'
  /** By an entry of `replicas`. */
  | 'replicas'
  /** By what a generator reads. */
  | 'generator'
  /** By a patch in the overlay. */
  | 'patch';

/** One way to write a live value into files. Whether it is right, only rendering tells. */
export interface Proposal {
  readonly way: Way;
  readonly changes: readonly FileChange[];
}

export interface FileChange {
  readonly file: SourceFile;
  readonly edits: readonly TextEdit[];
}

/** Opens a file as it is now; `undefined` where there is none to be edited. */
export type OpenFile = (path: string) => Promise<SourceFile | undefined>;

export function proposalOf(
  way: Way,
  file: SourceFile,
  edits: readonly TextEdit[] | undefined,
): readonly Proposal[] {
  return edits === undefined || edits.length === 0 ? [] : [{ way, changes: [{ file, edits }] }];
}

/** Both at once. */
export function joinProposals(a: Proposal, b: Proposal): Proposal {
  return { way: a.way, changes: [...a.changes, ...b.changes] };
}

/** The whole contents of the files that a proposal changes; `undefined` where its edits overlap. */
export function contentsAfter({ changes }: Proposal): ReadonlyMap<string, string> | undefined {
  const byFile = new Map<string, { file: SourceFile; edits: TextEdit[] }>();
  for (const { file, edits } of changes) {
    const known = byFile.get(file.path) ?? { file, edits: [] };
    known.edits.push(...edits);
    byFile.set(file.path, known);
  }
  const contents = new Map<string, string>();
  for (const [path, { file, edits }] of byFile) {
    const text = editText(file.text, edits);
    if (text === undefined) return undefined;
    contents.set(path, file.written(text));
  }
  return contents;
}

/** Where the first edit of a proposal begins. */
export function positionOfProposal({ changes }: Proposal): Position {
  const [first] = changes;
  const start = Math.min(...(first?.edits ?? []).map((edit) => edit.start));
  const lines = (first?.file.text ?? '').slice(0, start).split('\n');
  return {
    file: first?.file.path ?? '',
    line: lines.length,
    column: (lines.at(-1)?.length ?? 0) + 1,
  };
}
