import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { sortedKeys } from './key-order.ts';
import { numberText } from './number-text.ts';
import {
  analyzeScalar,
  isBreak,
  isSimpleBlock,
  type OutputStyle,
  preferredStyle,
  type ScalarAnalysis,
} from './scalar-style.ts';
import { TextWriter } from './text-writer.ts';

const WIDTH = 80;
const INDENT = 2;
const LONGEST_SIMPLE_KEY = 128;

/** The value as kustomize prints it: one YAML document that ends with a line break. */
export function emitYaml(value: JsonValue): string {
  return new Emitter().stream([value]);
}

/** Values as one stream of YAML documents. */
export function emitStream(values: readonly JsonValue[]): string {
  return new Emitter().stream(values);
}

/** Keys that need no care. */
const SIMPLE_KEY = /^[A-Za-z_][A-Za-z0-9_./-]*$/;
/** Longer ones, which few are, are looked at like every other text. */
const LONGEST_PLAIN_KEY = 61;
/** What may stand without quotes, if nothing else is meant by it: no marks, and no spaces at its ends. */
const PLAIN_TEXT =
  /^(?![ #,[\]{}&*!|>'"%@`]|[-?](?: |$)|---|\.\.\.)(?:[!-9;-~]|:(?=[!-~])| (?=[ -"$-~]))+$/;
/** Patterns take memory for each character. */
const LONGEST_MATCHED = 1_000;
/** What stands in double quotes as it is. */
const NO_ESCAPES = /^[!#-[\]-~]*$/;

/** As a key it would mean more than itself; kustomize loses it. */
const MERGE_KEY = '<<';

type Place = 'root' | 'sequence' | 'mapping';

/**
 * Writes as the emitter of go-yaml v2 (libyaml) does, including where it folds
 * lines.
 */
class Emitter {
  readonly #writer = new TextWriter(WIDTH);

  stream(values: readonly JsonValue[]): string {
    const writer = this.#writer;
    for (let at = 0; at < values.length; at++) {
      if (at > 0) writer.separator('---');
      this.#value(values[at] ?? null, -INDENT, 'root');
      writer.indent(0);
    }
    return writer.text;
  }

  #value(value: JsonValue, indent: number, place: Place): void {
    if (typeof value === 'string') {
      this.#text(value, indent + INDENT, false);
    } else if (value === null) {
      this.#writer.word('null');
    } else if (typeof value !== 'object') {
      this.#writer.word(scalarText(value));
    } else if (isJsonObject(value)) {
      this.#mapping(value, indent);
    } else {
      this.#sequence(value, indent, place === 'mapping');
    }
  }

  #sequence(items: readonly JsonValue[], indent: number, inMapping: boolean): void {
    const writer = this.#writer;
    if (items.length === 0) {
      writer.indicator('[]', true, false);
      return;
    }
    // A sequence under a key is not indented further, unless the key is a long one.
    const inner = inMapping && !writer.indention ? indent : indent + INDENT;
    for (const item of items) {
      writer.indent(inner);
      writer.indicator('-', true, true);
      this.#value(item, inner, 'sequence');
    }
  }

  #mapping(object: JsonObject, indent: number): void {
    const keys = sortedKeys(object);
    if (keys.length === 0) {
      this.#writer.indicator('{}', true, false);
      return;
    }
    const inner = indent + INDENT;
    for (const key of keys) {
      this.#writer.indent(inner);
      this.#key(key, inner);
      this.#value(object[key] ?? null, inner, 'mapping');
    }
  }

  #key(key: string, indent: number): void {
    const writer = this.#writer;
    if (isPlainKey(key)) {
      writer.word(`${key}:`);
    } else if (isSimpleKey(key)) {
      this.#text(key, indent + INDENT, true);
      writer.indicator(':', false, false);
    } else {
      writer.indicator('?', true, true);
      this.#text(key, indent + INDENT, false);
      writer.indent(indent);
      writer.indicator(':', true, true);
    }
  }

  #text(text: string, indent: number, isKey: boolean): void {
    if (this.#plainText(text, isKey)) return;
    if (!isKey && isSimpleBlock(text)) this.#writer.lines(text, indent);
    else this.#styledText(text, indent, isKey);
  }

  /** Writes text as nearly all is: a few words without marks, in double quotes where they mean something else. */
  #plainText(text: string, isKey: boolean): boolean {
    if (text.length > LONGEST_MATCHED || !PLAIN_TEXT.test(text)) return false;
    const isPlain = preferredStyle(text) === 'plain' && !(isKey && text === MERGE_KEY);
    if (isPlain ? !isKey && !this.#writer.fits(text) : !NO_ESCAPES.test(text)) return false;
    this.#writer.word(isPlain ? text : `"${text}"`);
    return true;
  }

  #styledText(text: string, indent: number, isKey: boolean): void {
    const writer = this.#writer;
    const characters = Array.from(text);
    const analysis = analyzeScalar(characters);
    switch (chooseStyle(text, analysis, isKey)) {
      case 'plain':
        writer.plain(characters, indent, !isKey);
        break;
      case 'single':
        writer.singleQuoted(characters, indent, !isKey);
        break;
      case 'double':
        writer.doubleQuoted(characters, indent, !isKey);
        break;
      case 'literal':
        writer.literal(characters, indent);
    }
  }
}

function scalarText(value: boolean | number | bigint): string {
  return typeof value === 'boolean' ? String(value) : numberText(value);
}

/** Keys are few and come again and again: whether each is plain is found out once. */
const PLAIN_KEYS = new Map<string, boolean>();
const MOST_KEYS = 10_000;

/** Whether a key is written as it is. */
function isPlainKey(key: string): boolean {
  if (key.length > LONGEST_PLAIN_KEY) return false;
  const known = PLAIN_KEYS.get(key);
  if (known !== undefined) return known;
  const isPlain = SIMPLE_KEY.test(key) && preferredStyle(key) === 'plain';
  if (PLAIN_KEYS.size < MOST_KEYS) PLAIN_KEYS.set(key, isPlain);
  return isPlain;
}

function isSimpleKey(key: string): boolean {
  for (const character of key) if (isBreak(character)) return false;
  return Buffer.byteLength(key) <= LONGEST_SIMPLE_KEY;
}

function chooseStyle(text: string, analysis: ScalarAnalysis, isKey: boolean): OutputStyle {
  let style = preferredStyle(text);
  if (isKey && analysis.multiline) style = 'double';
  if (style === 'plain' && (!analysis.plain || (text === '' && isKey))) style = 'single';
  if (style === 'single' && !analysis.singleQuoted) style = 'double';
  if (style === 'literal' && (!analysis.block || isKey)) style = 'double';
  return style;
}
