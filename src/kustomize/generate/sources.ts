import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import type { ConfigMapGenerator } from '../kustomization.ts';
import type { LoadedFile } from '../load/loaded.ts';

/** A value of a generated object, and where it comes from. */
export interface Pair {
  readonly key: string;
  readonly value: Uint8Array;
  readonly source: Text;
}

/** The longest line of an env file. kustomize silently drops it and everything after it. */
const LONGEST_ENV_LINE = 65_535;

/** The values that a generator collects, in the order of env files, literals, files. */
export function collectPairs(
  generator: ConfigMapGenerator,
  files: ReadonlyMap<string, LoadedFile>,
): Pair[] {
  const envs = [...(generator.envs ?? [])];
  if (generator.env !== undefined && generator.env.text !== '') envs.push(generator.env);
  const pairs = [
    ...envs.flatMap((source) => envFile(source, files)),
    ...(generator.literals ?? []).map(literal),
    ...(generator.files ?? []).map((source) => file(source, files)),
  ];
  const seen = new Map<string, Pair>();
  for (const pair of pairs) {
    if (seen.has(pair.key)) {
      const what = `the key "${pair.key}" comes from two sources`;
      throw problem('REPEATED_KEY', pair.source, what, 'remove one of them');
    }
    seen.set(pair.key, pair);
  }
  return [...seen.values()];
}

function problem(code: string, source: Text, what: string, advice: string): BuildError {
  return new BuildError({ code, origin: source.node.origin, what, advice });
}

function literal(source: Text): Pair {
  const equals = source.text.indexOf('=');
  if (equals <= 0) {
    throw problem('BAD_LITERAL', source, `"${source.text}" is no literal`, 'write key=value');
  }
  const value = removeQuotes(source.text.slice(equals + 1));
  return { key: source.text.slice(0, equals), value: Buffer.from(value), source };
}

/** One pair of quotes around the whole value is taken off. */
function removeQuotes(text: string): string {
  const first = text[0];
  if (text.length < 2 || first !== text.at(-1) || (first !== '"' && first !== "'")) return text;
  return text.slice(1, -1);
}

function file(source: Text, files: ReadonlyMap<string, LoadedFile>): Pair {
  const parts = source.text.split('=');
  const [first = '', second] = parts;
  if (parts.length > 2 || first === '' || second === '') {
    const what = `"${source.text}" names no file`;
    throw problem('BAD_FILE_SOURCE', source, what, 'write path or key=path, without another "="');
  }
  const path = second ?? first;
  const key =
    second === undefined ? (path.split('/').findLast((step) => step !== '') ?? path) : first;
  return { key, value: contentOf(path, source, files), source };
}

function contentOf(path: string, source: Text, files: ReadonlyMap<string, LoadedFile>): Uint8Array {
  const found = files.get(path);
  if (found === undefined) {
    throw problem('FILE_NOT_FOUND', source, `"${path}" does not exist`, 'correct the path');
  }
  return found.bytes;
}

function envFile(source: Text, files: ReadonlyMap<string, LoadedFile>): Pair[] {
  const bytes = Buffer.from(contentOf(source.text, source, files));
  const pairs: Pair[] = [];
  splitLines(bytes).forEach((line, index) => {
    if (line.length > LONGEST_ENV_LINE) {
      const what = `line ${index + 1} of "${source.text}" is longer than ${LONGEST_ENV_LINE} bytes, where kustomize silently stops reading`;
      throw problem('ENV_LINE_TOO_LONG', source, what, 'use files for long values');
    }
    const pair = envLine(line, index, source);
    if (pair !== undefined) pairs.push(pair);
  });
  return pairs;
}

function splitLines(bytes: Buffer): Buffer[] {
  const lines: Buffer[] = [];
  let start = 0;
  while (start < bytes.length) {
    const newline = bytes.indexOf(10, start);
    const end = newline < 0 ? bytes.length : newline;
    const isCrLf = end > start && bytes[end - 1] === 13;
    lines.push(bytes.subarray(start, isCrLf ? end - 1 : end));
    start = end + 1;
  }
  return lines;
}

/** White space before the key is cut, and a byte order mark on the first line; the rest stays. */
function envLine(bytes: Buffer, index: number, source: Text): Pair | undefined {
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    const what = `line ${index + 1} of "${source.text}" is not UTF-8 text`;
    throw problem('NOT_UTF8', source, what, 'save the file as UTF-8');
  }
  if (index === 0 && text.startsWith('\ufeff')) text = text.slice(1);
  text = text.replace(
    /^[\t\n\v\f\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/,
    '',
  );
  if (text === '' || text.startsWith('#')) return undefined;
  const equals = text.indexOf('=');
  const key = equals < 0 ? text : text.slice(0, equals);
  if (key === '') return undefined;
  return { key, value: Buffer.from(equals < 0 ? '' : text.slice(equals + 1)), source };
}
