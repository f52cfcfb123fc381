import type { Random } from './random.ts';

/** A value to be written as YAML; `undefined` fields are left out. */
export type Value =
  | null
  | boolean
  | number
  | string
  | readonly Value[]
  | { readonly [key: string]: Value | undefined }
  | Raw;

/** Text that is written as it is. */
export class Raw {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** Whether something in it can be written in YAML only. */
export function hasRaw(value: Value | undefined): boolean {
  if (value instanceof Raw) return true;
  if (value === null || typeof value !== 'object') return false;
  return Object.values(value).some(hasRaw);
}

/** A value in YAML, in one of the many ways that mean the same. */
export function writeYaml(value: Value, random: Random): string {
  const text = `${block(value, 0, random)}\n`;
  return random.chance(0.1) ? withComments(text, random) : text;
}

/** The text without what `writeYaml` adds for the sake of comments. */
export function withoutComments(text: string): string {
  const bare = text.replaceAll(/^ *# above\n/gm, '').replaceAll(/ # why$/gm, '');
  // Patches in double quotes have their line breaks escaped.
  return bare.replaceAll(/\\n *# above(?=\\n)/g, '').replaceAll(/ # why(?=\\n)/g, '');
}

/** Comments alone on a line, and behind keys whose values follow below. */
function withComments(text: string, random: Random): string {
  // Inside block scalars a comment would be text.
  if (/[|>][+-]?$/m.test(text)) return text;
  return text
    .split('\n')
    .map((line) => {
      if (/^[\s-]*[\w/.]+:$/.test(line) && random.chance(0.3)) return `${line} # why`;
      const pad = ' '.repeat(line.length - line.trimStart().length);
      return /^\s*[\w/.]+:/.test(line) && random.chance(0.1) ? `${pad}# above\n${line}` : line;
    })
    .join('\n');
}

const PLAIN = /^[A-Za-z][A-Za-z0-9./_-]*$/;
const WORDS = /^(?:true|false|null|yes|no|on|off|y|n)$/i;

function scalar(value: null | boolean | number | string | Raw, random: Random): string {
  if (value instanceof Raw) return value.text;
  if (typeof value !== 'string') return String(value);
  const mayBePlain = PLAIN.test(value) && !WORDS.test(value);
  if (mayBePlain && random.chance(0.8)) return value;
  // Without line breaks and escapes, single quotes say the same.
  const simple = /^[\x20-\x7e]*$/.test(value);
  if (simple && random.chance(0.4)) return `'${value.replaceAll("'", "''")}'`;
  return JSON.stringify(value);
}

function isScalar(value: Value): value is null | boolean | number | string | Raw {
  return value === null || typeof value !== 'object' || value instanceof Raw;
}

function entriesOf(value: object): [string, Value][] {
  return Object.entries(value).filter(([, child]) => child !== undefined);
}

function key(name: string, random: Random): string {
  return PLAIN.test(name) && !WORDS.test(name) && random.chance(0.95) ? name : JSON.stringify(name);
}

function flow(value: Value, random: Random): string {
  if (isScalar(value)) {
    const text = scalar(value, random);
    return /[,[\]{}]/.test(text) && typeof value === 'string' ? JSON.stringify(value) : text;
  }
  if (Array.isArray(value)) return `[${value.map((item) => flow(item, random)).join(', ')}]`;
  const entries = entriesOf(value).map(
    ([name, child]) => `${key(name, random)}: ${flow(child, random)}`,
  );
  return `{${entries.join(', ')}}`;
}

function literal(text: string, indent: number, random: Random): string | undefined {
  const lines = text.split('\n');
  if (!text.includes('\n') || !/^[\x21-\x7e][\x20-\x7e\n]*$/.test(text)) return undefined;
  if (lines.some((line) => line.endsWith(' ')) || random.chance(0.2)) return undefined;
  if (random.chance(0.15) && !/\n[ \t]/.test(text)) return folded(text, indent);
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const pad = ' '.repeat(indent + 2);
  const body = text.endsWith('\n') ? lines.slice(0, -1) : lines;
  return `|${chomping}\n${body.map((line) => (line === '' ? '' : pad + line)).join('\n')}`;
}

/** A folded block; a line break in the text is an empty line there. */
function folded(text: string, indent: number): string {
  const chomping = text.endsWith('\n\n') ? '+' : text.endsWith('\n') ? '' : '-';
  const pad = ' '.repeat(indent + 2);
  const lines = text.replace(/\n+$/, '').replace(/\n/g, '\n\n').split('\n');
  const end = text.endsWith('\n\n') ? text.slice(0, -1).replace(/^.*[^\n]/s, '') : '';
  return `>${chomping}\n${lines.map((line) => (line === '' ? '' : pad + line)).join('\n')}${end}`;
}

/** A scalar, or a collection on one line, after a key or a dash at `indent`. */
function inline(value: Value, indent: number, random: Random): string | undefined {
  if (isScalar(value)) {
    const text = typeof value === 'string' ? literal(value, indent, random) : undefined;
    return text ?? scalar(value, random);
  }
  const isEmpty = Array.isArray(value) ? value.length === 0 : entriesOf(value).length === 0;
  return isEmpty || (indent > 0 && random.chance(0.06)) ? flow(value, random) : undefined;
}

/** The lines of a collection at `indent`. */
function block(value: Value, indent: number, random: Random): string {
  const pad = ' '.repeat(indent);
  if (isScalar(value)) return pad + scalar(value, random);
  if (Array.isArray(value)) {
    const items = value.map((item) => {
      const text = inline(item, indent, random);
      return `${pad}- ${text ?? block(item, indent + 2, random).trimStart()}`;
    });
    return items.join('\n');
  }
  const entries = entriesOf(value).map(([name, child]) => {
    const text = inline(child, indent, random);
    const start = `${pad}${key(name, random)}:`;
    if (text !== undefined) return `${start} ${text}`;
    // A list may stand as far left as its key.
    const inner = Array.isArray(child) && random.chance(0.5) ? indent : indent + 2;
    return `${start}\n${block(child, inner, random)}`;
  });
  return entries.join('\n');
}
