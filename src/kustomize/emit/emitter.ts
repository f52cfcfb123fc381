import { flatText } from '../../model/flat-text.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { sortKeys } from './key-order.ts';
import { numberText } from './number-text.ts';
import {
  analyzeScalar,
  isBreak,
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
  return new Emitter().document(value);
}

const SIMPLE_TEXT = /^[A-Za-z_][A-Za-z0-9_./-]{0,60}$/;
const MAY_BE_OTHER = /^[yYnNtTfFoO]/;

/**
 * Writes as the emitter of go-yaml v2 (libyaml) does, including where it folds
 * lines.
 */
class Emitter {
  readonly #writer = new TextWriter(WIDTH);

  document(value: JsonValue): string {
    this.#node(value, -INDENT, 'root');
    this.#writer.indent(0);
    return flatText(this.#writer.text);
  }

  #node(value: JsonValue, indent: number, place: 'root' | 'sequence' | 'mapping'): void {
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
      this.#node(item, inner, 'sequence');
    }
  }

  #mapping(object: JsonObject, indent: number): void {
    const keys = sortKeys(Object.keys(object));
    if (keys.length === 0) {
      this.#writer.indicator('{}', true, false);
      return;
    }
    const inner = indent + INDENT;
    for (const key of keys) {
      this.#writer.indent(inner);
      this.#entry(key, object[key] ?? null, inner);
    }
  }

  #entry(key: string, value: JsonValue, indent: number): void {
    const writer = this.#writer;
    if (isSimpleKey(key)) {
      this.#text(key, indent + INDENT, true);
      writer.indicator(':', false, false);
    } else {
      writer.indicator('?', true, true);
      this.#text(key, indent + INDENT, false);
      writer.indent(indent);
      writer.indicator(':', true, true);
    }
    this.#node(value, indent, 'mapping');
  }

  #text(text: string, indent: number, isKey: boolean): void {
    const writer = this.#writer;
    if (SIMPLE_TEXT.test(text) && (!MAY_BE_OTHER.test(text) || preferredStyle(text) === 'plain')) {
      writer.word(text);
      return;
    }
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

function isSimpleKey(key: string): boolean {
  if (SIMPLE_TEXT.test(key)) return true;
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
