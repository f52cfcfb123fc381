import type { JsonValue } from '../../model/json.ts';
import type { TextEdit } from '../text-edit.ts';
import { columnOf, endOfLines, lineEnd, lineStart, startsLine } from './line-layout.ts';
import type { LocatedEntry, LocatedMapping, LocatedNode } from './located-node.ts';
import { type WriteStyle, writeEntry, writeFlow } from './write-value.ts';

/** Adds an entry after all others; `undefined` where the mapping has none to go by. */
export function addEntry(
  text: string,
  mapping: LocatedMapping,
  key: string,
  value: JsonValue,
  style: WriteStyle,
): TextEdit | undefined {
  const last = mapping.entries.at(-1);
  if (mapping.isFlow) {
    const at = last === undefined ? mapping.start + 1 : last.value.end;
    const entry = writeFlow({ [key]: value }, last?.key.style === 'double').slice(1, -1);
    return { start: at, end: at, text: last === undefined ? entry : `, ${entry}` };
  }
  if (last === undefined) return undefined;
  const column = columnOf(text, last.key.start);
  return lineAfter(text, last.value, column, writeEntry(key, value, column, style));
}

/** New lines after those of a value, in a column. */
export function lineAfter(
  text: string,
  node: LocatedEntry['value'],
  column: number,
  lines: string,
): TextEdit {
  let at = endOfLines(text, node);
  // Blank lines after a block belong to what follows.
  while (/\n[ \t]*\n$/.test(text.slice(0, at))) at = lineStart(text, at - 1);
  const indented = `${' '.repeat(column)}${lines}`;
  const complete = at === 0 || text[at - 1] === '\n';
  return { start: at, end: at, text: complete ? `${indented}\n` : `\n${indented}` };
}

/** Takes an entry out, with its lines; `undefined` where nothing would be left of the mapping. */
export function removeEntry(
  text: string,
  { entries, isFlow }: LocatedMapping,
  entry: LocatedEntry,
): TextEdit | undefined {
  const index = entries.indexOf(entry);
  const [before, next] = [entries[index - 1], entries[index + 1]];
  const { key, value } = entry;
  if (isFlow) {
    if (before === undefined && next === undefined) return undefined;
    return removeBetweenBrackets(
      text,
      { start: key.start, end: value.end },
      before?.value.end,
      next?.key.start,
    );
  }
  if (before === undefined && next === undefined) return undefined;
  if (startsLine(text, key.start)) {
    return { start: lineStart(text, key.start), end: endOfLines(text, value), text: '' };
  }
  // The first field of a list's item: the next one takes its place after the dash.
  if (next === undefined) return undefined;
  const end = endOfLines(text, value);
  // Comments between the two are about the next one: they and it stay in their lines.
  return hasComment(text, end, next.key.start)
    ? { start: text.slice(0, key.start).trimEnd().length, end: end - 1, text: '' }
    : { start: key.start, end: next.key.start, text: '' };
}

/**
 * Takes out what stands between brackets, with the comma that parts it from the one
 * after it, else from the one before. Comments of both stay: then a comma may be left
 * after the last one, which YAML allows.
 */
export function removeBetweenBrackets(
  text: string,
  { start, end }: Pick<LocatedNode, 'start' | 'end'>,
  endBefore: number | undefined,
  nextStart: number | undefined,
): TextEdit {
  if (nextStart !== undefined) {
    if (!hasComment(text, end, nextStart)) return { start, end: nextStart, text: '' };
    // What follows it in its own line is about it.
    return startsLine(text, start)
      ? { start: lineStart(text, start), end: lineEnd(text, end), text: '' }
      : { start, end: lineEnd(text, end) - 1, text: '' };
  }
  if (endBefore !== undefined && !hasComment(text, endBefore, start)) {
    return { start: endBefore, end, text: '' };
  }
  const isAlone = startsLine(text, start) && /^,?[ \t]*(#.*)?\n/.test(text.slice(end));
  return isAlone
    ? { start: lineStart(text, start), end: lineEnd(text, end), text: '' }
    : { start, end, text: '' };
}

/** Whether a comment stands in what lies between two values. */
function hasComment(text: string, start: number, end: number): boolean {
  return text.slice(start, end).includes('#');
}
