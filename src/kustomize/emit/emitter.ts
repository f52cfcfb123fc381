import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { sortKeys } from './key-order.ts';
import { numberText } from './number-text.ts';
import {
  analyzeScalar,
  isBreak,
  isPrintable,
  type OutputStyle,
  preferredStyle,
  type ScalarAnalysis,
} from './scalar-style.ts';

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
 * lines. The flags are libyaml's: they say whether the last thing written
 * already separates, and whether the line holds nothing but indentation.
 */
class Emitter {
  #out = '';
  #column = 0;
  #whitespace = true;
  #indention = true;

  document(value: JsonValue): string {
    this.#node(value, -INDENT, 'root');
    this.#indent(0);
    return this.#out;
  }

  #node(value: JsonValue, indent: number, place: 'root' | 'sequence' | 'mapping'): void {
    if (typeof value === 'string') {
      this.#text(value, indent + INDENT, false);
    } else if (value === null) {
      this.#plain('null');
    } else if (typeof value !== 'object') {
      this.#plain(scalarText(value));
    } else if (isJsonObject(value)) {
      this.#mapping(value, indent);
    } else {
      this.#sequence(value, indent, place === 'mapping');
    }
  }

  #sequence(items: readonly JsonValue[], indent: number, inMapping: boolean): void {
    if (items.length === 0) {
      this.#indicator('[]', true, false);
      return;
    }
    // A sequence under a key is not indented further, unless it starts on a line of its own kind.
    const inner = inMapping && !this.#indention ? indent : indent + INDENT;
    for (const item of items) {
      this.#indent(inner);
      this.#indicator('-', true, true);
      this.#node(item, inner, 'sequence');
    }
  }

  #mapping(object: { readonly [key: string]: JsonValue | undefined }, indent: number): void {
    const keys = sortKeys(Object.keys(object));
    if (keys.length === 0) {
      this.#indicator('{}', true, false);
      return;
    }
    const inner = indent + INDENT;
    for (const key of keys) {
      this.#indent(inner);
      this.#entry(key, object[key] ?? null, inner);
    }
  }

  #entry(key: string, value: JsonValue, indent: number): void {
    if (isSimpleKey(key)) {
      this.#text(key, indent + INDENT, true);
      this.#indicator(':', false, false);
    } else {
      this.#indicator('?', true, true);
      this.#text(key, indent + INDENT, false);
      this.#indent(indent);
      this.#indicator(':', true, true);
    }
    this.#node(value, indent, 'mapping');
  }

  #text(text: string, indent: number, isKey: boolean): void {
    if (SIMPLE_TEXT.test(text) && (!MAY_BE_OTHER.test(text) || preferredStyle(text) === 'plain')) {
      this.#plain(text);
      return;
    }
    const characters = Array.from(text);
    const analysis = analyzeScalar(characters);
    switch (chooseStyle(text, analysis, isKey)) {
      case 'plain':
        this.#folded(characters, indent, !isKey);
        break;
      case 'single':
        this.#singleQuoted(characters, indent, !isKey);
        break;
      case 'double':
        this.#doubleQuoted(characters, indent, !isKey);
        break;
      case 'literal':
        this.#literal(characters, indent);
    }
  }

  #plain(text: string): void {
    if (!this.#whitespace) this.#put(' ');
    this.#put(text);
    this.#whitespace = false;
    this.#indention = false;
  }

  /** Plain text, folded at spaces beyond the line width. */
  #folded(characters: readonly string[], indent: number, mayFold: boolean): void {
    if (!this.#whitespace) this.#put(' ');
    this.#foldable(characters, indent, (at) => mayFold && characters[at + 1] !== ' ', '');
    this.#whitespace = false;
    this.#indention = false;
  }

  #singleQuoted(characters: readonly string[], indent: number, mayFold: boolean): void {
    this.#indicator("'", true, false);
    const isInside = (at: number) =>
      mayFold && at > 0 && at < characters.length - 1 && characters[at + 1] !== ' ';
    this.#foldable(characters, indent, isInside, "'");
    this.#indicator("'", false, false);
  }

  #foldable(
    characters: readonly string[],
    indent: number,
    mayFoldAt: (at: number) => boolean,
    quote: string,
  ): void {
    let spaces = false;
    let breaks = false;
    characters.forEach((character, at) => {
      if (character === ' ') {
        if (!spaces && this.#column > WIDTH && mayFoldAt(at)) this.#indent(indent);
        else this.#put(' ');
        spaces = true;
      } else if (isBreak(character)) {
        if (!breaks && character === '\n') this.#break('\n');
        this.#break(character);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#indent(indent);
        this.#put(character === quote ? quote + quote : character);
        this.#indention = false;
        spaces = false;
        breaks = false;
      }
    });
  }

  #doubleQuoted(characters: readonly string[], indent: number, mayFold: boolean): void {
    this.#indicator('"', true, false);
    const escapeAll = characters[0] === '\ufeff';
    let spaces = false;
    characters.forEach((character, at) => {
      if (escapeAll || needsEscape(character)) {
        this.#put(escapeSequence(character));
        spaces = false;
      } else if (character === ' ') {
        const inside = at > 0 && at < characters.length - 1;
        if (mayFold && !spaces && this.#column > WIDTH && inside) {
          this.#indent(indent);
          if (characters[at + 1] === ' ') this.#put('\\');
        } else {
          this.#put(' ');
        }
        spaces = true;
      } else {
        this.#put(character);
        spaces = false;
      }
    });
    this.#indicator('"', false, false);
  }

  #literal(characters: readonly string[], indent: number): void {
    this.#indicator('|', true, false);
    this.#indicator(blockHints(characters), false, false);
    this.#break('\n');
    this.#indention = true;
    this.#whitespace = true;
    let breaks = true;
    for (const character of characters) {
      if (isBreak(character)) {
        this.#break(character);
        this.#indention = true;
        breaks = true;
      } else {
        if (breaks) this.#indent(indent);
        this.#put(character);
        this.#indention = false;
        breaks = false;
      }
    }
  }

  #indent(indent: number): void {
    const column = this.#column;
    if (!this.#indention || column > indent || (column === indent && !this.#whitespace)) {
      this.#break('\n');
    }
    if (this.#column < indent) this.#put(' '.repeat(indent - this.#column));
    this.#whitespace = true;
    this.#indention = true;
  }

  #indicator(text: string, needsWhitespace: boolean, isIndention: boolean): void {
    if (needsWhitespace && !this.#whitespace) this.#put(' ');
    this.#put(text);
    this.#whitespace = false;
    this.#indention = this.#indention && isIndention;
  }

  #put(text: string): void {
    this.#out += text;
    this.#column += text.length;
  }

  #break(character: string): void {
    this.#out += character;
    this.#column = 0;
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

const ESCAPES: Readonly<Record<string, string>> = {
  '\0': '\\0',
  '\u0007': '\\a',
  '\b': '\\b',
  '\t': '\\t',
  '\n': '\\n',
  '\v': '\\v',
  '\f': '\\f',
  '\r': '\\r',
  '\u001b': '\\e',
  '"': '\\"',
  '\\': '\\\\',
  '\u0085': '\\N',
  '\u00a0': '\\_',
  '\u2028': '\\L',
  '\u2029': '\\P',
};

function needsEscape(character: string): boolean {
  return character === '"' || character === '\\' || isBreak(character) || !isPrintable(character);
}

function escapeSequence(character: string): string {
  const short = ESCAPES[character];
  if (short !== undefined) return short;
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).toUpperCase();
  if (code <= 0xff) return `\\x${digits.padStart(2, '0')}`;
  if (code <= 0xffff) return `\\u${digits.padStart(4, '0')}`;
  return `\\U${digits.padStart(8, '0')}`;
}

/** The indentation and chomping marks after `|`. */
function blockHints(characters: readonly string[]): string {
  const first = characters[0] ?? '';
  const last = characters[characters.length - 1] ?? '';
  const beforeLast = characters[characters.length - 2];
  const indentation = first === ' ' || isBreak(first) ? String(INDENT) : '';
  if (!isBreak(last)) return `${indentation}-`;
  if (beforeLast === undefined || isBreak(beforeLast)) return `${indentation}+`;
  return indentation;
}
