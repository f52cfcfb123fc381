import { isJsonObject, type JsonValue } from '../../model/json.ts';

/**
 * A value as YAML text in block style: the same text for equal values, keys in
 * their order, no anchors. A general serializer takes ten times as long, which
 * counts with scrape configurations of many clusters.
 */
export function yamlText(value: JsonValue): string {
  const lines: string[] = [];
  write(value, '', '', lines);
  return `${lines.join('\n')}\n`;
}

/** Appends a value; `first` goes before its first line, `indent` before the others. */
function write(value: JsonValue, first: string, indent: string, lines: string[]): void {
  if (Array.isArray(value)) {
    if (value.length === 0) lines.push(`${first}[]`);
    for (const [index, item] of value.entries()) {
      write(item, `${index === 0 ? first : indent}- `, `${indent}  `, lines);
    }
  } else if (isJsonObject(value)) {
    writeMapping(Object.entries(value), first, indent, lines);
  } else {
    lines.push(`${first}${scalar(value)}`);
  }
}

function writeMapping(
  entries: readonly [string, JsonValue | undefined][],
  first: string,
  indent: string,
  lines: string[],
): void {
  const start = lines.length;
  for (const [key, child] of entries) {
    if (child === undefined) continue;
    const head = `${lines.length === start ? first : indent}${scalar(key)}:`;
    if (isEmpty(child) || typeof child !== 'object') {
      write(child, `${head} `, '', lines);
    } else {
      lines.push(head);
      // A list stands at the depth of its key; what is in a mapping stands deeper.
      const deeper = Array.isArray(child) ? indent : `${indent}  `;
      write(child, deeper, deeper, lines);
    }
  }
  if (lines.length === start) lines.push(`${first}{}`);
}

function isEmpty(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isJsonObject(value) && Object.values(value).every((child) => child === undefined);
}

/** Words that YAML 1.1, which Prometheus reads, takes for something other than text. */
const RESERVED = /^(?:y|n|yes|no|on|off|true|false|null)$/i;
const PLAIN = /^(?:[A-Za-z_/][\w./-]*|\d+(?:ms|[smhdwy]))$/;

function scalar(value: JsonValue): string {
  if (typeof value !== 'string') return String(value);
  return PLAIN.test(value) && !RESERVED.test(value) ? value : JSON.stringify(value);
}
