import type { JsonObject } from '../model/json.ts';
import type { Origin } from '../model/yaml/node.ts';
import { BuildError } from './build-error.ts';
import type { Gvk } from './gvk.ts';
import { isSelectedBy } from './gvk.ts';
import { Node, type NodeKind } from './node.ts';

/** A field of the objects of a kind, as kustomize's configuration names it. */
export interface FieldSpec extends Gvk {
  /** `spec/template/spec/containers[]/image`; `\/` stands for a slash in a key. */
  readonly path: string;
  /** Whether missing parents are created. */
  readonly create: boolean;
  /** Where it is written; `undefined` for kustomize's own. */
  readonly origin?: Origin | undefined;
}

export function toFieldSpec(json: JsonObject): FieldSpec {
  const text = (key: string) => (typeof json[key] === 'string' ? json[key] : '');
  return {
    group: text('group'),
    version: text('version'),
    kind: text('kind'),
    path: text('path'),
    create: json.create === true,
  };
}

/** What to do with a field, and what to create where it is missing. */
export interface FieldChange {
  readonly set: (node: Node) => void;
  readonly createKind?: NodeKind;
  readonly createTag?: string;
}

/** Splits at a delimiter; `\` before it makes it part of the key. */
export function splitPath(path: string, delimiter: string): string[] {
  const parts = path.split(delimiter);
  if (parts.length > 1 && parts[0] === '') parts.shift();
  const keys: string[] = [];
  for (const part of parts) {
    const last = keys.at(-1);
    if (last?.endsWith('\\')) keys[keys.length - 1] = `${last.slice(0, -1)}${delimiter}${part}`;
    else keys.push(part);
  }
  return keys;
}

const SPLIT = new Map<string, readonly string[]>();

function pathOf(spec: FieldSpec): readonly string[] {
  let path = SPLIT.get(spec.path);
  if (path === undefined) {
    path = splitPath(spec.path, '/');
    if (SPLIT.size < 10_000) SPLIT.set(spec.path, path);
  }
  return path;
}

/** Applies a change to every field of an object that the spec names. */
export function applyFieldSpec(object: Node, gvk: Gvk, spec: FieldSpec, change: FieldChange): void {
  if (isSelectedBy(gvk, spec)) visit(object, pathOf(spec), 0, spec, change);
}

export function applyFieldSpecs(
  object: Node,
  gvk: Gvk,
  specs: readonly FieldSpec[],
  change: FieldChange,
): void {
  for (const spec of specs) applyFieldSpec(object, gvk, spec, change);
}

function visit(
  node: Node,
  path: readonly string[],
  at: number,
  spec: FieldSpec,
  change: FieldChange,
): void {
  if (at === path.length) {
    change.set(node);
    return;
  }
  if (node.isNull) return;
  if (node.kind === 'sequence') {
    for (const item of node.content) visit(item, path, at, spec, change);
    return;
  }
  if (node.kind !== 'mapping') {
    throw new BuildError({
      code: 'FIELD_TYPE',
      origin: node.origin,
      what: `a field on the way to ${spec.path} is neither a mapping nor a sequence`,
      advice: `correct the field before "${path[at]}"`,
    });
  }
  const field = step(node, path, at, spec, change);
  if (field !== undefined) visit(field, path, at + 1, spec, change);
}

/** The next field on the path; creates it where the spec wants that. */
function step(
  node: Node,
  path: readonly string[],
  at: number,
  spec: FieldSpec,
  change: FieldChange,
): Node | undefined {
  const part = path[at] ?? '';
  const isSequence = part.endsWith('[]');
  const key = isSequence ? part.slice(0, -2) : part;
  const mayCreate = spec.create && change.createKind !== undefined && !isSequence;
  const isLast = at === path.length - 1;
  const kind: NodeKind | undefined = mayCreate
    ? isLast
      ? change.createKind
      : 'mapping'
    : isSequence
      ? 'sequence'
      : undefined;
  const tag = mayCreate ? (isLast ? (change.createTag ?? '') : '!!map') : '';
  const field = node.get(key);
  if (field !== undefined) {
    if (field.isNull && kind !== undefined) {
      field.kind = kind;
      field.tag = tag;
      field.text = '';
      field.content = [];
    }
    return field;
  }
  if (!mayCreate || kind === undefined) return undefined;
  const created = new Node(kind, '', '', 'plain', [], node.origin);
  node.content.push(Node.scalar(key, node.origin, ''), created);
  return created;
}

/** Sets a key of a mapping, or the scalar itself where the name is empty. */
export function setEntry(node: Node, name: string, value: Node): void {
  if (name !== '') {
    requireKind(node, 'mapping');
    node.set(name, value);
    return;
  }
  requireKind(node, 'scalar');
  node.setScalar(value);
}

export function requireKind(node: Node, kind: NodeKind): void {
  if (node.isNull || node.kind === kind) return;
  throw new BuildError({
    code: 'FIELD_TYPE',
    origin: node.origin,
    what: `this is a ${node.kind}, where a ${kind} is expected`,
    advice: `make it a ${kind}`,
  });
}

/** A field of objects of every kind. */
export function mergeableSpec(path: string, create: boolean): FieldSpec {
  return { group: '', version: '', kind: '', path, create };
}
