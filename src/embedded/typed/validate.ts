import { isJsonObject, type JsonObject, type JsonValue, stringifyJson } from '../../model/json.ts';
import { printGoValue } from '../codec/print-go.ts';
import { fieldElement, indexElement, printElement } from '../fieldpath/path-element.ts';
import {
  type Atom,
  kindOf,
  type ListType,
  type MapType,
  type ScalarType,
  typeOfKey,
} from '../schema/atom.ts';
import { stepOfItem } from './list-items.ts';
import type { TypeProblem } from './typed-error.ts';

export interface ValidationOptions {
  /** Whether an associative list may name an item twice, as stored objects do. */
  readonly allowDuplicates: boolean;
}

/** Every place where a value does not fit its type. */
export function findTypeProblems(
  atom: Atom,
  value: JsonValue,
  options: ValidationOptions,
): readonly TypeProblem[] {
  const problems: TypeProblem[] = [];
  visit(atom, value, '', options, problems);
  return problems;
}

function visit(
  atom: Atom,
  value: JsonValue,
  path: string,
  options: ValidationOptions,
  problems: TypeProblem[],
): void {
  const kind = kindOf(atom, value);
  if (value === null || kind === undefined) return;
  if (kind === 'scalar' && atom.scalar !== undefined) {
    const message = scalarProblem(atom.scalar, value);
    if (message !== undefined) problems.push({ path, message });
  } else if (kind === 'list' && atom.list !== undefined) {
    if (Array.isArray(value)) visitList(atom.list, value, path, options, problems);
    else problems.push({ path, message: `expected list, got ${printGo(value)}` });
  } else if (atom.map !== undefined) {
    if (isJsonObject(value)) visitMap(atom.map, value, path, options, problems);
    else problems.push({ path, message: `expected map, got ${printGo(value)}` });
  }
}

function visitMap(
  map: MapType,
  value: JsonObject,
  path: string,
  options: ValidationOptions,
  problems: TypeProblem[],
): void {
  for (const [key, child] of Object.entries(value)) {
    if (child === undefined) continue;
    const type = typeOfKey(map, key);
    const childPath = path + printElement(fieldElement(key));
    if (type === undefined) {
      problems.push({ path: childPath, message: 'field not declared in schema' });
      return;
    }
    visit(type.atom, child, childPath, options, problems);
  }
}

function visitList(
  list: ListType,
  items: readonly JsonValue[],
  path: string,
  options: ValidationOptions,
  problems: TypeProblem[],
): void {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    let step = indexElement(index);
    if (list.relationship === 'associative') {
      const named = stepOfItem(list, item);
      if ('problem' in named) {
        problems.push({ path, message: `element ${index}: ${named.problem}` });
        return;
      }
      step = named.step;
      if (seen.has(step) && !options.allowDuplicates) {
        problems.push({ path, message: `duplicate entries for key ${printElement(step)}` });
      }
      seen.add(step);
    }
    visit(list.items.atom, item, path + printElement(step), options, problems);
  }
}

/** What is wrong with a scalar, in the words of the API server. */
function scalarProblem(type: ScalarType, value: JsonValue): string | undefined {
  const isNumber = typeof value === 'number' || typeof value === 'bigint';
  switch (type) {
    case 'numeric':
      return isNumber ? undefined : `expected numeric (int or float), got ${goTypeOf(value)}`;
    case 'string':
      return typeof value === 'string' ? undefined : `expected string, got ${printGoSyntax(value)}`;
    case 'boolean':
      return typeof value === 'boolean' ? undefined : `expected boolean, got ${printGo(value)}`;
    case 'untyped':
      return typeof value === 'object' ? `expected any scalar, got ${printGo(value)}` : undefined;
  }
}

/** The Go type a JSON value is read into. */
function goTypeOf(value: JsonValue): string {
  if (Array.isArray(value)) return '[]interface {}';
  if (isJsonObject(value)) return 'map[string]interface {}';
  if (typeof value === 'string') return 'string';
  return typeof value === 'boolean' ? 'bool' : 'int64';
}

/** A value as `fmt.Sprintf("%v")` of the API server's own value type prints it. */
function printGo(value: JsonValue): string {
  return `&{${printGoValue(value)}}`;
}

function printGoSyntax(value: JsonValue): string {
  return `&value.valueUnstructured{Value:${typeof value === 'object' ? printGoValue(value) : stringifyJson(value)}}`;
}
