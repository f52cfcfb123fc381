import type { JsonValue } from '../../model/json.ts';
import type { TextEdit } from '../text-edit.ts';
import { lineAfter, removeBetweenBrackets } from './edit-mapping.ts';
import { columnOf, dashOf, endOfLines, lineStart, startsLine } from './line-layout.ts';
import type { LocatedNode, LocatedSequence } from './located-node.ts';
import { type WriteStyle, writeFlow, writeItem } from './write-value.ts';

/** Adds items before the one with an index, or after all; `undefined` where there is no item to go by. */
export function addItems(
  text: string,
  { items, isFlow, start }: LocatedSequence,
  index: number,
  values: readonly JsonValue[],
  style: WriteStyle,
): TextEdit | undefined {
  const before = items[index - 1];
  const next = items[index];
  if (isFlow) {
    const list = values.map((value) => writeFlow(value)).join(', ');
    if (before !== undefined) return { start: before.end, end: before.end, text: `, ${list}` };
    const at = start + 1;
    return { start: at, end: at, text: next === undefined ? list : `${list}, ` };
  }
  const beside = before ?? next;
  if (beside === undefined) return undefined;
  const column = columnOf(text, dashOf(text, beside));
  const lines = values
    .map((value) => writeItem(value, column, style))
    .join(`\n${' '.repeat(column)}`);
  if (before !== undefined) return lineAfter(text, before, column, lines);
  const at = dashOf(text, beside);
  return { start: at, end: at, text: `${lines}\n${' '.repeat(column)}` };
}

/** Takes an item out, with its lines; `undefined` where it shares them with something else. */
export function removeItem(
  text: string,
  { items, isFlow, start, end }: LocatedSequence,
  item: LocatedNode,
): TextEdit | undefined {
  const index = items.indexOf(item);
  const [before, next] = [items[index - 1], items[index + 1]];
  if (isFlow) {
    return before === undefined && next === undefined
      ? { start, end, text: '[]' }
      : removeBetweenBrackets(text, item, before?.end, next?.start);
  }
  const dash = dashOf(text, item);
  if (startsLine(text, dash)) {
    return { start: lineStart(text, dash), end: endOfLines(text, item), text: '' };
  }
  return undefined;
}
