import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import type { TextEdit } from '../text-edit.ts';
import { addEntry, removeEntry } from './edit-mapping.ts';
import { addItems, removeItem } from './edit-sequence.ts';
import { columnOf } from './line-layout.ts';
import {
  entryOf,
  jsonOf,
  type LocatedMapping,
  type LocatedNode,
  type LocatedScalar,
  type LocatedSequence,
} from './located-node.ts';
import {
  type WriteStyle,
  writeAfter,
  writeBlock,
  writeFlow,
  writeItem,
  writeScalar,
} from './write-value.ts';

/** Where a value stands: what decides how it is written anew. */
export type ValueSlot =
  | { readonly kind: 'field'; readonly key: LocatedScalar }
  | { readonly kind: 'item'; readonly dash: number }
  | { readonly kind: 'flow' };

/**
 * The edits that make a value another one, touching only what differs;
 * `undefined` where that cannot be done without writing the file anew.
 */
export function changeValue(
  text: string,
  node: LocatedNode,
  slot: ValueSlot,
  after: JsonValue,
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  if (jsonEquals(jsonOf(node), after)) return [];
  const filled = isFilled(after);
  if (node.kind === 'mapping' && isJsonObject(after) && filled) {
    return changeMapping(text, node, after, style);
  }
  if (node.kind === 'sequence' && Array.isArray(after) && filled) {
    return changeSequence(text, node, after, style);
  }
  if (node.kind === 'scalar' && !isCollection(after)) {
    return [changeScalar(text, node, slot, after)];
  }
  return [rewrite(text, node, slot, after, style)];
}

function isCollection(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null;
}

function isFilled(value: JsonValue): boolean {
  return isCollection(value) && Object.keys(value as object).length > 0;
}

/** The place of a value of a mapping's entry. */
export function fieldSlot({ isFlow }: LocatedMapping, key: LocatedScalar): ValueSlot {
  return isFlow ? { kind: 'flow' } : { kind: 'field', key };
}

/** The place of an item of a sequence. */
export function itemSlot(text: string, { isFlow }: LocatedSequence, item: LocatedNode): ValueSlot {
  return isFlow ? { kind: 'flow' } : { kind: 'item', dash: text.lastIndexOf('-', item.start - 1) };
}

function changeMapping(
  text: string,
  mapping: LocatedMapping,
  after: JsonObject,
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  const edits: (TextEdit | undefined)[] = [];
  const added: (readonly [string, JsonValue])[] = [];
  for (const { key } of mapping.entries) {
    if (after[key.text] === undefined) {
      const entry = entryOf(mapping, key.text);
      edits.push(entry && removeEntry(text, mapping, entry));
    }
  }
  for (const [key, value] of Object.entries(after)) {
    if (value === undefined) continue;
    const entry = entryOf(mapping, key);
    if (entry === undefined) added.push([key, value]);
    else {
      const changes = changeValue(text, entry.value, fieldSlot(mapping, entry.key), value, style);
      edits.push(...(changes ?? [undefined]));
    }
  }
  edits.push(...added.map(([key, value]) => addEntry(text, mapping, key, value, style)));
  return allOf(edits);
}

function changeSequence(
  text: string,
  sequence: LocatedSequence,
  after: readonly JsonValue[],
  style: WriteStyle,
): readonly TextEdit[] | undefined {
  const { items } = sequence;
  const before = items.map(jsonOf);
  if (before.length === after.length) {
    const changes = items.map((item, index) => {
      const slot = itemSlot(text, sequence, item);
      return changeValue(text, item, slot, after[index] as JsonValue, style);
    });
    return allOf(
      changes.flatMap((edits): readonly (TextEdit | undefined)[] => edits ?? [undefined]),
    );
  }
  const { kept, added } = alignLists(before, after);
  const edits = items.flatMap((item, index): readonly (TextEdit | undefined)[] => {
    const value = kept.get(index);
    if (value === undefined) return [removeItem(text, sequence, item)];
    return changeValue(text, item, itemSlot(text, sequence, item), value, style) ?? [undefined];
  });
  return allOf([
    ...edits,
    ...[...added].map(([index, values]) => addItems(text, sequence, index, values, style)),
  ]);
}

/** What the items of a list that stay become, by index, and what comes before each index of it. */
interface Alignment {
  readonly kept: ReadonlyMap<number, JsonValue>;
  readonly added: ReadonlyMap<number, readonly JsonValue[]>;
}

/** The sequence that has most in common stays: an item that is nearly the same is changed. */
function alignLists(before: readonly JsonValue[], after: readonly JsonValue[]): Alignment {
  const lengths = Array.from({ length: before.length + 1 }, () =>
    new Array<number>(after.length + 1).fill(0),
  );
  const at = (row: number, column: number) => lengths[row]?.[column] ?? 0;
  for (let row = before.length - 1; row >= 0; row--) {
    for (let column = after.length - 1; column >= 0; column--) {
      const skipped = Math.max(at(row + 1, column), at(row, column + 1));
      (lengths[row] as number[])[column] = Math.max(skipped, matched(row, column));
    }
  }
  const kept = new Map<number, JsonValue>();
  const added = new Map<number, JsonValue[]>();
  let row = 0;
  for (let column = 0; column < after.length; ) {
    const value = after[column] as JsonValue;
    const most = at(row, column);
    if (row < before.length && most > 0 && most === matched(row, column)) {
      kept.set(row++, value);
      column++;
    } else if (row < before.length && at(row + 1, column) >= at(row, column + 1)) row++;
    else {
      added.set(row, [...(added.get(row) ?? []), value]);
      column++;
    }
  }
  return { kept, added };

  function matched(row: number, column: number): number {
    const alike = likeness(before[row] as JsonValue, after[column] as JsonValue);
    return alike === 0 ? 0 : alike + at(row + 1, column + 1);
  }
}

/** The part of their fields that two items have in common: 1 for the same, 0 for all others but maps. */
function likeness(a: JsonValue, b: JsonValue): number {
  if (jsonEquals(a, b)) return 1;
  if (!isJsonObject(a) || !isJsonObject(b)) return 0;
  const names = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...names].filter((name) => jsonEquals(a[name], b[name])).length / names.size;
}

function changeScalar(
  text: string,
  node: LocatedScalar,
  slot: ValueSlot,
  after: JsonValue,
): TextEdit {
  const { start, end, style } = node;
  const isBlock = style === 'literal' || style === 'folded';
  // A block takes its last line break with it, and the blank lines after it where they say nothing.
  const tail = isBlock ? (/\n*$/.exec(text.slice(start, end))?.[0] ?? '') : '';
  if (typeof after === 'string' && after.includes('\n') && slot.kind !== 'flow') {
    const column = isBlock ? indentOf(text, node) : blockColumn(text, slot);
    const block = writeBlock(after, column);
    const rest = block?.startsWith('|+') ? tail.slice(0, 1) : tail;
    if (block !== undefined && isBlock) {
      const [header = '', ...lines] = block.split('\n');
      const whole = [header + headerComment(text, node), ...lines].join('\n');
      return { start, end, text: whole + rest };
    }
    if (block !== undefined) return blockInPlaceOf(text, node, block);
  }
  const written = writeScalar(after, isBlock ? 'plain' : style, slot.kind === 'flow');
  const isBare = start === end && text[start - 1] !== ' ';
  const comment = isBlock ? headerComment(text, node) : '';
  return { start, end, text: `${isBare ? ' ' : ''}${written}${comment}${tail}` };
}

/** The comment after the header of a block, with the white space before it. */
function headerComment(text: string, { start, contentStart }: LocatedScalar): string {
  return /[ \t]+#.*/.exec(text.slice(start, contentStart))?.[0] ?? '';
}

/** What follows a value in its line, such as a comment, goes on following it: the header of the block. */
function blockInPlaceOf(text: string, { start, end }: LocatedScalar, block: string): TextEdit {
  const breakAt = text.indexOf('\n', end);
  const lineEnd = breakAt < 0 ? text.length : breakAt;
  const [header = '', ...lines] = block.split('\n');
  const comment = text.slice(end, lineEnd).trimEnd();
  return { start, end: lineEnd, text: [header + comment, ...lines].join('\n') };
}

/** The column of the first line of a block that is not blank. */
function indentOf(text: string, { contentStart, end }: LocatedScalar): number {
  const lines = text.slice(contentStart, end).split('\n');
  const first = lines.find((line) => line.trim() !== '') ?? '';
  return first.length - first.trimStart().length;
}

function blockColumn(text: string, slot: ValueSlot): number {
  if (slot.kind === 'flow') return 0;
  return columnOf(text, slot.kind === 'field' ? slot.key.start : slot.dash) + 2;
}

/** Writes a value anew where nothing of it can stay. */
function rewrite(
  text: string,
  { start, end }: LocatedNode,
  slot: ValueSlot,
  after: JsonValue,
  style: WriteStyle,
): TextEdit {
  if (slot.kind === 'flow') return { start, end, text: writeFlow(after) };
  // Where the value ends with its line, so does what takes its place.
  const tail = text[end - 1] === '\n' ? '\n' : '';
  if (slot.kind === 'item') {
    const item = writeItem(after, columnOf(text, slot.dash), style);
    return { start: slot.dash, end, text: item + tail };
  }
  const { key } = slot;
  const from = text.indexOf(':', key.end) + 1;
  return { start: from, end, text: writeAfter(after, columnOf(text, key.start), style) + tail };
}

function allOf(edits: readonly (TextEdit | undefined)[]): readonly TextEdit[] | undefined {
  const found = edits.filter((edit) => edit !== undefined);
  return found.length === edits.length ? found : undefined;
}
