import { didYouMean } from '../../model/did-you-mean.ts';
import type { Problem } from '../../model/errors.ts';
import type { Origin, ScalarNode, YamlNode } from '../../model/yaml/node.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import { resolvePlain } from '../../model/yaml/scalar-rules.ts';

/** A text value and where it stands. */
export interface Text {
  readonly text: string;
  readonly node: ScalarNode;
}

export interface Decoding {
  readonly problems: Problem[];
  /**
   * Kustomization files are strict: unknown fields and wrong types are errors.
   * Configurations of built-in transformers are not: unknown fields are
   * ignored, and numbers and booleans become text where text is wanted.
   */
  readonly strict: boolean;
}

/** Reads a value of a known form; `undefined` for null and, with a problem, for a wrong type. */
export type Decoder<T> = (node: YamlNode, decoding: Decoding) => T | undefined;

export type Decoded<D> = D extends Decoder<infer T> ? T : never;

const COLLECTIONS = { sequence: 'a list', mapping: 'a mapping' } as const;

function wrongType(node: YamlNode, expected: string, decoding: Decoding): undefined {
  const found = node.kind === 'scalar' ? describeScalar(node) : COLLECTIONS[node.kind];
  const what = `this is ${found}, where ${expected} is expected`;
  const advice =
    node.kind === 'scalar' && expected === 'text'
      ? `quote it: "${node.text}"`
      : `write ${expected}`;
  decoding.problems.push(yamlProblem(node.origin, 'WRONG_TYPE', what, advice));
  return undefined;
}

function describeScalar(node: ScalarNode): string {
  switch (node.tag) {
    case '!!str':
      return 'text';
    case '!!bool':
      return 'a boolean';
    case '!!int':
    case '!!float':
      return 'a number';
    default:
      return node.tag;
  }
}

function isNull(node: YamlNode): boolean {
  return node.kind === 'scalar' && node.tag === '!!null';
}

const COERCED: ReadonlySet<string> = new Set(['!!int', '!!float', '!!bool']);

export const text: Decoder<Text> = (node, decoding) => {
  if (isNull(node)) return undefined;
  if (node.kind !== 'scalar') return wrongType(node, 'text', decoding);
  if (node.tag === '!!str' || node.tag === '!!timestamp' || node.tag === '!!merge') {
    return { text: node.text, node };
  }
  if (decoding.strict || !COERCED.has(node.tag)) return wrongType(node, 'text', decoding);
  return { text: String(resolvePlain(node.text, 'kustomization').value), node };
};

export const flag: Decoder<boolean> = (node, decoding) => {
  if (isNull(node)) return undefined;
  if (node.kind !== 'scalar' || node.tag !== '!!bool') {
    return wrongType(node, 'true or false', decoding);
  }
  return resolvePlain(node.text, 'kustomization').value === true;
};

export const integer: Decoder<bigint> = (node, decoding) => {
  if (isNull(node)) return undefined;
  const value =
    node.kind === 'scalar' && (node.tag === '!!int' || node.tag === '!!float')
      ? resolvePlain(node.text, 'kustomization').value
      : undefined;
  if (typeof value === 'bigint') return value;
  if (typeof value === 'number' && Number.isInteger(value)) return BigInt(value);
  return wrongType(node, 'a whole number', decoding);
};

/** The value as it is. */
export const anything: Decoder<YamlNode> = (node) => node;

export function listOf<T>(item: Decoder<T>): Decoder<readonly T[]> {
  return (node, decoding) => {
    if (isNull(node)) return undefined;
    if (node.kind !== 'sequence') return wrongType(node, 'a list', decoding);
    const values: T[] = [];
    for (const child of node.items) {
      const value = item(child, decoding);
      if (value !== undefined) values.push(value);
    }
    return values;
  };
}

export function mapOf<T>(value: Decoder<T>): Decoder<ReadonlyMap<string, T>> {
  return (node, decoding) => {
    if (isNull(node)) return undefined;
    if (node.kind !== 'mapping') return wrongType(node, 'a mapping', decoding);
    const result = new Map<string, T>();
    for (const entry of node.entries) {
      const decoded = value(entry.value, decoding);
      if (decoded !== undefined) result.set(entry.key.text, decoded);
    }
    return result;
  };
}

export type Fields<F extends Readonly<Record<string, Decoder<unknown>>>> = {
  readonly [K in keyof F]: Decoded<F[K]> | undefined;
} & { readonly origin: Origin | undefined };

/** A mapping with known fields, whose names are matched whatever their case, as Go's JSON does. */
export function object<F extends Readonly<Record<string, Decoder<unknown>>>>(
  fields: F,
): Decoder<Fields<F>> {
  const byLowerCase = new Map(Object.keys(fields).map((name) => [name.toLowerCase(), name]));
  return (node, decoding) => {
    if (isNull(node)) return undefined;
    if (node.kind !== 'mapping') return wrongType(node, 'a mapping', decoding);
    const result: Record<string, unknown> = { origin: node.origin };
    for (const name of byLowerCase.values()) result[name] = undefined;
    for (const { key, value } of node.entries) {
      const name = byLowerCase.get(key.text.toLowerCase());
      if (name === undefined) unknownField(key, Object.keys(fields), decoding);
      else result[name] = fields[name]?.(value, decoding) ?? result[name];
    }
    return result as Fields<F>;
  };
}

function unknownField(key: ScalarNode, known: readonly string[], decoding: Decoding): void {
  if (!decoding.strict) return;
  const advice = didYouMean(key.text, known, `remove it; known here are ${known.join(', ')}`);
  const what = `there is no field "${key.text}" here`;
  decoding.problems.push(yamlProblem(key.origin, 'UNKNOWN_FIELD', what, advice));
}
