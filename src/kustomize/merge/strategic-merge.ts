import { BuildError } from '../build-error.ts';
import { Node } from '../node.ts';
import { compareUtf8 } from '../resource.ts';
import { commentOfKey, commentSchema } from './comment-schema.ts';
import { takeDirective } from './directive.ts';
import { findElement, notA, setElement } from './list-elements.ts';
import {
  areToldApart,
  distinctValues,
  elementValues,
  unifyValues,
  usableKeys,
} from './merge-keys.ts';
import type { MergeSchema, MergeSchemas } from './schema.ts';

/** Merging lists compares every element with every other; longer ones are refused. */
const LONGEST_LIST = 10_000;

/**
 * Applies a strategic merge patch to an object, in place, by kustomize's
 * rules: lists of types it knows are merged by key, the patch's elements
 * first; every other list is replaced; null removes. Gives `undefined` where
 * the patch deletes the object. The patch's nodes become part of the object.
 */
export function strategicMerge(object: Node, patch: Node, schemas: MergeSchemas): Node | undefined {
  return new Merge(schemas).walk(object, patch, undefined);
}

type Found = Node | undefined;

function withValue(node: Found): Found {
  return node?.isNull === true ? undefined : node;
}

class Merge {
  readonly #schemas: MergeSchemas;
  /** Nulls of the object that no patch speaks of; they stay. */
  readonly #kept = new Set<Node>();

  constructor(schemas: MergeSchemas) {
    this.#schemas = schemas;
  }

  walk(dest: Found, patch: Found, known: MergeSchema | undefined): Found {
    const schema = known ?? this.#schemaOf(dest) ?? this.#schemaOf(patch);
    const first = dest === undefined || dest.isNull ? withValue(patch) : dest;
    if (first === undefined || first.kind === 'mapping') {
      requireSameKind(dest, patch, 'mapping');
      return this.#map(dest, patch, schema);
    }
    requireSameKind(dest, patch, first.kind);
    if (first.kind === 'scalar') return chooseScalar(dest, patch);
    return schema?.isMerged === true ? this.#list(dest, patch, schema) : (patch ?? dest);
  }

  #schemaOf(node: Found): MergeSchema | undefined {
    const apiVersion = node?.get('apiVersion')?.value ?? '';
    const kind = node?.get('kind')?.value ?? '';
    return apiVersion === '' || kind === '' ? undefined : this.#schemas.find(apiVersion, kind);
  }

  #map(before: Found, patch: Found, schema: MergeSchema | undefined): Found {
    const dest = this.#chooseMap(before, patch);
    if (dest === undefined) return undefined;
    if (patch === undefined && dest.kind === 'mapping') {
      this.#unpatched(dest, schema);
      return dest;
    }
    for (const key of fieldNames(dest, patch)) {
      const patched = patch?.get(key);
      const comment = commentSchema(dest, key) ?? commentSchema(patch, key);
      const type = comment === undefined ? schema?.field(key) : this.#schemas.schema(comment);
      const value = this.walk(dest.get(key), patched, type);
      const newKey = value === patched ? patch?.content[patch.indexOf(key)] : undefined;
      dest.set(key, value, value !== undefined && this.#kept.has(value), newKey);
    }
    return dest;
  }

  /** What a merge does to a mapping that no patch speaks of: lists of known types are put in order. */
  #unpatched(dest: Node, schema: MergeSchema | undefined): void {
    const { content } = dest;
    const keys: Node[] = [];
    for (let at = 0; at + 1 < content.length; at += 2) {
      const key = content[at];
      const field = content[at + 1];
      if (key === undefined || field === undefined) return;
      if (field.kind === 'scalar' && !field.isNull) dest.set(key.text, field);
      else keys.push(key);
    }
    // In the order of every merge: of two faults, the first one is reported.
    if (keys.length > 1) keys.sort((a, b) => compareUtf8(a.text, b.text));
    for (const key of keys) {
      const comment = commentOfKey(key);
      const type = comment === undefined ? schema?.field(key.text) : this.#schemas.schema(comment);
      const value = this.walk(dest.get(key.text), undefined, type);
      dest.set(key.text, value, value !== undefined && this.#kept.has(value));
    }
  }

  #chooseMap(dest: Found, patch: Found): Found {
    if (dest === undefined || dest.isNull) {
      if (patch !== undefined && patch.kind !== 'scalar' && takeDirective(patch) === 'delete') {
        return undefined;
      }
      if (patch === undefined && dest !== undefined && dest.text !== '') {
        const kept = Node.scalar(dest.text, dest.origin, '!!null');
        this.#kept.add(kept);
        return kept;
      }
      return patch;
    }
    return choose(dest, patch);
  }

  #list(before: Found, patch: Found, schema: MergeSchema): Found {
    const dest = before === undefined || before.isNull ? patch : choose(before, patch);
    if (dest === undefined) return undefined;
    if (dest.content.length + (patch?.content.length ?? 0) > LONGEST_LIST) {
      throw new BuildError({
        code: 'LIST_TOO_LONG',
        origin: dest.origin,
        what: `a list of more than ${LONGEST_LIST} elements cannot be merged`,
        advice: 'shorten it, or replace it by a JSON patch',
      });
    }
    const keys = schema.mergeKeys;
    if (patch === undefined && areToldApart(dest, keys)) return this.#unpatchedList(dest, schema);
    const lists = [patch, dest].filter((list) => list !== undefined);
    const values =
      keys.length > 0
        ? distinctValues(lists.map((list) => elementValues(list, keys)))
        : distinctValues(lists.map((list) => list.content.map((item) => [item.text])));
    return this.#elements(dest, patch, keys.length > 0 ? keys : [''], values, schema.elements());
  }

  /** What a merge does to a list that no patch speaks of, whose elements stay as they are told apart. */
  #unpatchedList(dest: Node, schema: MergeSchema): Node {
    const elements = schema.elements();
    const content: Node[] = [];
    for (const element of dest.content) {
      const value = this.walk(element, undefined, elements);
      if (value !== undefined && !value.isNull && !isEmptyMap(value)) content.push(value);
    }
    return Node.sequence(content, dest.origin);
  }

  #elements(
    dest: Node,
    patch: Found,
    keys: readonly string[],
    valuesList: string[][],
    schema: MergeSchema | undefined,
  ): Found {
    const merged = Node.sequence([], patch?.origin ?? dest.origin);
    if (keys.length > 1) unifyValues(valuesList);
    let lastKeys: readonly string[] = keys;
    for (const each of valuesList) {
      const usable = usableKeys(valuesList, each, keys);
      lastKeys = usable.keys;
      const wanted = usableKeys([usable.values], usable.values, usable.keys);
      const value = this.walk(
        findElement(dest, wanted.keys, wanted.values),
        patch === undefined ? undefined : findElement(patch, wanted.keys, wanted.values),
        schema,
      );
      if (value === undefined || value.isNull || isEmptyMap(value)) {
        setElement(dest, usable.keys, usable.values, undefined);
        continue;
      }
      completeKeys(value, usable.keys, usable.values);
      setElement(merged, usable.keys, usable.values, value);
    }
    if (valuesList.length === 0) return dest;
    appendElements(merged, dest, lastKeys);
    return merged;
  }
}

function isEmptyMap(node: Node): boolean {
  return node.kind === 'mapping' && node.content.length === 0;
}

function requireSameKind(dest: Found, patch: Found, kind: string): void {
  if (dest !== undefined && !dest.isNull && dest.kind !== kind) throw wrongKind(dest, dest, kind);
  if (patch !== undefined && !patch.isNull && patch.kind !== kind) {
    throw wrongKind(patch, dest, kind);
  }
}

function wrongKind(node: Node, dest: Found, kind: string): BuildError {
  const other = dest?.origin?.source.position(dest.origin.offset);
  const where = other === undefined ? '' : ` at ${other.file}:${other.line}:${other.column}`;
  return new BuildError({
    code: 'PATCH_TYPE',
    origin: node.origin,
    what: `the patch has a ${node.kind} where the object has a ${kind}${where}`,
    advice: `write a ${kind}, or replace the field by a JSON patch`,
  });
}

/** The patch's value. One that says the same as before leaves the place that said it first. */
function chooseScalar(dest: Found, patch: Found): Found {
  if (patch === undefined || dest === undefined) return patch ?? dest;
  const isSameType = dest.tag === patch.tag || (dest.isText && patch.isText);
  if (isSameType && dest.text === patch.text) patch.origin = dest.origin;
  return patch;
}

/** What the patch's directive makes of an existing value. */
function choose(dest: Node, patch: Found): Found {
  if (patch?.isNull === true) return undefined;
  switch (takeDirective(patch)) {
    case 'delete':
      return undefined;
    case 'replace':
      return patch;
    case 'merge':
      return dest;
  }
}

function fieldNames(dest: Node, patch: Found): string[] {
  const names = new Set<string>();
  addKeys(names, dest);
  addKeys(names, patch);
  return [...names].sort(compareUtf8);
}

function addKeys(names: Set<string>, node: Found): void {
  if (node?.kind !== 'mapping') return;
  const { content } = node;
  for (let at = 0; at < content.length; at += 2) names.add(content[at]?.text ?? '');
}

/** An element gets the keys that it was matched by. */
function completeKeys(value: Node, keys: readonly string[], values: readonly string[]): void {
  for (const [index, key] of keys.entries()) {
    const text = values[index] ?? '';
    if (text === '' || value.get(key) !== undefined) continue;
    const node = Node.scalar(text, value.origin);
    if (key !== '') value.set(key, node);
    else value.setScalar(node);
  }
}

/** Adds the elements that are left after those of the patch; equal ones take their places. */
function appendElements(merged: Node, rest: Node, keys: readonly string[]): void {
  for (const element of [...rest.content]) {
    if (keys[0] === '') {
      setElement(merged, [''], [element.text], element);
      continue;
    }
    if (element.kind !== 'mapping' && !element.isNull) throw notA(element, 'mapping');
    const values: string[] = [];
    for (const key of keys) {
      const value = element.get(key);
      if (value === undefined) merged.content.push(element);
      else values.push(value.text);
    }
    if (keys.length > 1) setElement(merged, keys, values, undefined);
    setElement(merged, keys, values, element);
  }
}
