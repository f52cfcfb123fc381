import type { DriftedField, DriftRecord } from './drift-record.ts';

/** Drift of a target for people: an object each, its fields below it. */
export function driftText(target: string, records: readonly DriftRecord[]): string {
  if (records.length === 0) return `${target}: no drift\n`;
  const objects = records.length === 1 ? '1 object' : `${records.length} objects`;
  const lines = [`${target}: ${objects} drifted`, ...records.flatMap(driftLines)];
  return `${lines.map((line) => line.trimEnd()).join('\n')}\n`;
}

/** One drifted object, indented under its target. */
export function driftLines(record: DriftRecord): readonly string[] {
  const { object, kind, by, firstSeen, answer, writtenAt } = record;
  const what = { changed: 'changed', deleted: 'deleted', foreign: 'not from Git' }[kind];
  const head = [`  ${object}: ${what}`];
  if (kind === 'foreign' && by !== undefined) head.push(`by ${by}`);
  const notes = [
    ...(firstSeen === undefined ? [] : [`first seen ${firstSeen}`]),
    ...(answer === undefined ? [] : [answer]),
  ];
  return [
    head.join(' '),
    ...(kind === 'deleted' && writtenAt !== undefined ? [`    in Git at ${writtenAt}`] : []),
    ...record.fields.flatMap(fieldLines),
    ...(notes.length === 0 ? [] : [`    ${notes.join('; ')}`]),
  ];
}

function fieldLines(field: DriftedField): readonly string[] {
  const { path, wanted, setAt, setBy, live, by, recorded, at, meaning } = field;
  if (wanted === undefined && live === undefined) return [`    ${path}`];
  const place = setAt === undefined ? '' : ` (${setAt}${setBy === undefined ? '' : `, ${setBy}`})`;
  const time = at === undefined ? '' : ` at ${at}`;
  const who =
    by === undefined
      ? 'by nobody on record'
      : recorded === false
        ? `who is not on record; ${by} wrote the object last${time}`
        : `by ${by}${time}`;
  return [
    `    ${path}`,
    `      in Git  ${wanted === undefined ? 'not set' : `${block(wanted)}${place}`}`,
    `      live    ${live === undefined ? 'not there' : block(live)}`,
    ...meaning.map((line) => `      means   ${line}`),
    `      ${who}`,
  ];
}

function block(text: string): string {
  return text.replaceAll('\n', `\n${' '.repeat(14)}`);
}

/** One line for an Event or a log: what drifted, by whom, and what it means. */
export function driftSummary({ object, kind, fields, by }: DriftRecord): string {
  if (kind === 'deleted') return `${object}: deleted on the cluster`;
  if (kind === 'foreign') return `${object}: not from Git${by === undefined ? '' : `, by ${by}`}`;
  const [first, ...more] = fields;
  if (first === undefined) return `${object}: changed on the cluster`;
  const who = first.by === undefined ? 'somebody who is not on record' : first.by;
  const perhaps = first.recorded === false ? 'perhaps ' : '';
  const meaning = first.meaning.length === 0 ? '' : `: ${first.meaning.join('; ')}`;
  const place = first.setAt === undefined ? '' : ` (in Git at ${first.setAt})`;
  const others = more.length === 0 ? '' : `, and ${more.length} more`;
  const what =
    first.live === undefined ? 'removed' : first.wanted === undefined ? 'added' : 'changed';
  return `${object}: ${first.path}${others} ${what} by ${perhaps}${who}${meaning}${place}`;
}
