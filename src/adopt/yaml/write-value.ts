import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { ScalarStyle } from '../../model/yaml/node.ts';
import { resolvePlain } from '../../model/yaml/scalar-rules.ts';

/** How the text around a new value is laid out. */
export interface WriteStyle {
  /** Characters by which a list under a key is indented more than the key. */
  readonly listIndent: number;
}

const STEP = 2;

/** `key: value`, without the indentation of its first line and without its last line break. */
export function writeEntry(
  key: string,
  value: JsonValue,
  column: number,
  style: WriteStyle,
): string {
  return `${writeScalar(key, 'plain')}:${writeAfter(value, column, style)}`;
}

/** A value as it follows `key:` of a key that stands in a column. */
export function writeAfter(value: JsonValue, column: number, style: WriteStyle): string {
  if (isEmpty(value)) return Array.isArray(value) ? ' []' : ' {}';
  if (Array.isArray(value)) {
    const inside = column + style.listIndent;
    return value.map((item) => `\n${' '.repeat(inside)}${writeItem(item, inside, style)}`).join('');
  }
  if (isJsonObject(value)) {
    const inside = column + STEP;
    return `\n${' '.repeat(inside)}${writeFields(value, inside, style)}`;
  }
  return ` ${writeText(value, column + STEP)}`;
}

/** `- value` of a list whose dashes stand in a column. */
export function writeItem(value: JsonValue, column: number, style: WriteStyle): string {
  const inside = column + STEP;
  if (isEmpty(value)) return Array.isArray(value) ? '- []' : '- {}';
  if (Array.isArray(value)) {
    const [first, ...rest] = value.map((item) => writeItem(item, inside, style));
    return [`- ${first}`, ...rest.map((item) => `${' '.repeat(inside)}${item}`)].join('\n');
  }
  if (isJsonObject(value)) return `- ${writeFields(value, inside, style)}`;
  return `- ${writeText(value, inside)}`;
}

/** A value in one line, as it stands between brackets; with all quotes where the rest is JSON. */
export function writeFlow(value: JsonValue, asJson = false): string {
  if (Array.isArray(value)) return `[${value.map((item) => writeFlow(item, asJson)).join(', ')}]`;
  const style = asJson ? 'double' : 'plain';
  if (isJsonObject(value)) {
    const fields = fieldsOf(value).map(
      ([key, child]) => `${writeScalar(key, style, true)}: ${writeFlow(child, asJson)}`,
    );
    return `{${fields.join(', ')}}`;
  }
  return writeScalar(value, style, true);
}

/** The fields of a mapping, whose keys stand in a column. */
export function writeFields(value: JsonObject, column: number, style: WriteStyle): string {
  return fieldsOf(value)
    .map(([key, child]) => writeEntry(key, child, column, style))
    .join(`\n${' '.repeat(column)}`);
}

function fieldsOf(value: JsonObject): readonly (readonly [string, JsonValue])[] {
  return Object.entries(value).flatMap(([key, child]) =>
    child === undefined ? [] : [[key, child] as const],
  );
}

function isEmpty(value: JsonValue): boolean {
  return typeof value === 'object' && value !== null && Object.keys(value).length === 0;
}

/** A scalar; text of several lines as a block whose lines stand in a column. */
function writeText(value: JsonValue, column: number): string {
  return typeof value === 'string' && value.includes('\n')
    ? (writeBlock(value, column) ?? JSON.stringify(value))
    : writeScalar(value, 'plain');
}

/** A literal block without its last line break; `undefined` for text that no block can hold. */
export function writeBlock(text: string, column: number): string | undefined {
  const content = text.replace(/\n+$/, '');
  const breaks = text.length - content.length;
  if (content === '' || /^\s/.test(content) || hasControls(content)) return undefined;
  const header = breaks === 0 ? '|-' : breaks === 1 ? '|' : '|+';
  const lines = content
    .split('\n')
    .map((line) => (line === '' ? '' : ' '.repeat(column) + line))
    .join('\n');
  return `${header}\n${lines}${'\n'.repeat(Math.max(breaks - 1, 0))}`;
}

function hasControls(text: string): boolean {
  return /[^\P{Cc}\n\t]|\ufeff/u.test(text);
}

/** A scalar in one line: in the style given where that can say it, else with the quotes it needs. */
export function writeScalar(value: JsonValue, style: ScalarStyle, inFlow = false): string {
  if (typeof value !== 'string') return String(value);
  if (style === 'plain' && isPlain(value, inFlow)) return value;
  const single = style === 'single' && !value.includes('\n') && !hasControls(value);
  return single ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}

/** Whether every reader takes the bare text for just this text. */
function isPlain(text: string, inFlow: boolean): boolean {
  if (text === '' || text !== text.trim() || text.includes('\n') || hasControls(text)) return false;
  if (/^[-?:](\s|$)|^[,[\]{}#&*!|>'"%@`]|: |:$| #|\t/.test(text)) return false;
  if (inFlow && /[,[\]{}]/.test(text)) return false;
  return (
    resolvePlain(text, 'kubernetes').tag === '!!str' &&
    resolvePlain(text, 'kustomization').tag === '!!str'
  );
}
