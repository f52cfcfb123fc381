import { posix } from 'node:path';
import type { FieldChange } from '../drifted-field.ts';
import type { SourceFile } from '../source-file.ts';
import { editBetween, type TextEdit } from '../text-edit.ts';
import { addBelow, changePlace, removePlace } from '../yaml/change-place.ts';
import { lineEnd, writeStyleOf } from '../yaml/line-layout.ts';
import { type Place, placeAt } from '../yaml/place.ts';
import { type OpenFile, type Proposal, proposalOf } from './proposal.ts';

/** Changes what a `configMapGenerator` reads: a literal, a file, or a line of an env file. */
export async function proposeForGenerator(
  place: Place,
  change: FieldChange,
  file: SourceFile,
  open: OpenFile,
): Promise<readonly Proposal[]> {
  const { path } = place;
  const key = path[0] === undefined ? undefined : change.path[1];
  if (change.path[0] !== 'data' || change.path.length !== 2 || typeof key !== 'string') return [];
  if (change.before === undefined) return proposeNew(place, key, change, file);
  if (place.node.kind !== 'scalar') return [];
  const folder = posix.dirname(file.path);
  const source = place.node.text;
  switch (path[2]) {
    case 'literals':
      return proposeLiteral(place, key, change, file);
    case 'files': {
      const read = await open(posix.join(folder, source.split('=').at(-1) ?? ''));
      return read === undefined ? [] : proposeFile(place, change, file, read);
    }
    case 'envs':
    case 'env': {
      const read = await open(posix.join(folder, source));
      return read === undefined ? [] : proposeLine(key, change, read);
    }
    default:
      return [];
  }
}

function proposeLiteral(
  place: Place,
  key: string,
  { after }: FieldChange,
  file: SourceFile,
): readonly Proposal[] {
  if (after === undefined) return proposalOf('generator', file, removePlace(file.text, place));
  if (typeof after !== 'string' || place.node.kind !== 'scalar') return [];
  const written = place.node.text.slice(key.length + 1);
  const literal = `${key}=${quotedAs(written, after)}`;
  return proposalOf('generator', file, changePlace(file.text, place, literal, { listIndent: 0 }));
}

/** kustomize takes one pair of quotes off a literal; who wrote one goes on writing it. */
function quotedAs(written: string, value: string): string {
  const [quote] = /^(["'])[\s\S]*\1$/.exec(written)?.slice(1) ?? [];
  if (quote !== undefined) return `${quote}${value}${quote}`;
  return /^(["'])[\s\S]*\1$/.test(value) ? `"${value}"` : value;
}

function proposeNew(
  { root, path, inside }: Place,
  key: string,
  { after }: FieldChange,
  file: SourceFile,
): readonly Proposal[] {
  if (typeof after !== 'string') return [];
  const generator = path.slice(0, 2);
  const literals = placeAt(root, [...generator, 'literals'], inside);
  const place = literals ?? placeAt(root, generator, inside);
  if (place === undefined) return [];
  const literal = `${key}=${quotedAs('', after)}`;
  const steps = literals === undefined ? ['literals', 0] : [Number.MAX_SAFE_INTEGER];
  const style = writeStyleOf(file.text, [root]);
  return proposalOf('generator', file, addBelow(file.text, place, steps, literal, style));
}

function proposeFile(
  place: Place,
  { before, after }: FieldChange,
  file: SourceFile,
  read: SourceFile,
): readonly Proposal[] {
  if (after === undefined) return proposalOf('generator', file, removePlace(file.text, place));
  // Only a file whose text is the value as it is: not one with other line breaks.
  if (typeof after !== 'string' || read.written(read.text) !== before) return [];
  return read.written(after) === after
    ? proposalOf('generator', read, [editBetween(read.text, after)])
    : [];
}

function proposeLine(
  key: string,
  { before, after }: FieldChange,
  read: SourceFile,
): readonly Proposal[] {
  const escaped = key.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const found = new RegExp(`^[ \\t]*${escaped}(?:=|$)`, 'm').exec(read.text);
  if (found === null || (after !== undefined && typeof after !== 'string')) return [];
  return proposalOf('generator', read, [lineEdit(read.text, found, String(before ?? ''), after)]);
}

function lineEdit(
  text: string,
  { index, 0: head }: RegExpExecArray,
  before: string,
  after: string | undefined,
): TextEdit {
  if (after === undefined) return { start: index, end: lineEnd(text, index), text: '' };
  const start = index + head.length;
  return { start, end: start + before.length, text: `${head.endsWith('=') ? '' : '='}${after}` };
}
