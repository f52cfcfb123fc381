import type { JsonObject } from '../model/json.ts';
import type { Origin } from '../model/yaml/node.ts';
import { BuildError } from './build-error.ts';
import type { Gvk } from './gvk.ts';
import { isSelectedBy, selectBy } from './gvk.ts';
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

/** One part of a path. */
interface Step {
  readonly key: string;
  /** Written with `[]`. */
  readonly isSequence: boolean;
}

const MOST_KEPT = 10_000;
const PATHS = new Map<string, readonly Step[]>();
const STEPS = new Map<string, Step>();

function stepsOf({ path }: FieldSpec): readonly Step[] {
  let steps = PATHS.get(path);
  if (steps === undefined) {
    steps = splitPath(path, '/').map(toStep);
    if (PATHS.size < MOST_KEPT) PATHS.set(path, steps);
  }
  return steps;
}

/** Equal parts are one step, so that paths are compared cheaply. */
function toStep(part: string): Step {
  const known = STEPS.get(part);
  if (known !== undefined) return known;
  const isSequence = part.endsWith('[]');
  const step = { key: isSequence ? part.slice(0, -2) : part, isSequence };
  if (STEPS.size < MOST_KEPT) STEPS.set(part, step);
  return step;
}

/** Applies a change to every field of an object that the spec names, if it selects the object. */
export function applyFieldSpec(object: Node, gvk: Gvk, spec: FieldSpec, change: FieldChange): void {
  if (isSelectedBy(gvk, spec)) changeField(object, spec, change);
}

/** Applies a change to every field that the spec names, of an object that it selects. */
export function changeField(object: Node, spec: FieldSpec, change: FieldChange): void {
  visit(object, stepsOf(spec), 0, spec, change);
}

/**
 * Changes fields of one object, one spec after the other. Where their paths
 * begin alike, as many do, the way is not looked for again.
 */
export class FieldWalk {
  /** The steps from the object through mappings, and what they led to; the object is the first. */
  readonly #steps: Step[] = [];
  readonly #nodes: Node[];

  constructor(object: Node) {
    this.#nodes = [object];
  }

  /** Applies a change to every field that the spec names, of an object that it selects. */
  change(spec: FieldSpec, change: FieldChange): void {
    const path = stepsOf(spec);
    const steps = this.#steps;
    const nodes = this.#nodes;
    let at = 0;
    // What a change has made null is created anew on the way.
    while (at < steps.length && steps[at] === path[at] && nodes[at + 1]?.isNull === false) at++;
    steps.length = at;
    nodes.length = at + 1;
    let node = nodes[at];
    for (let step = path[at]; node !== undefined && step !== undefined; step = path[at]) {
      const field = node.get(step.key);
      if (field?.kind !== 'mapping' || field.isNull) break;
      steps.push(step);
      nodes.push(field);
      node = field;
      at++;
    }
    if (node !== undefined) visit(node, path, at, spec, change);
  }
}

const IN_IDS: ReadonlySet<string> = new Set(['name', 'namespace']);

/** Whether a change of these fields may change the id of an object. */
export function mayChangeIds(specs: readonly FieldSpec[]): boolean {
  return specs.some((spec) => {
    const [first, second] = stepsOf(spec);
    if (first?.key !== 'metadata') return first?.key === 'apiVersion' || first?.key === 'kind';
    return second === undefined || IN_IDS.has(second.key);
  });
}

/** Finds the specs that select an object. */
export function selectSpecs(specs: readonly FieldSpec[]): (gvk: Gvk) => readonly FieldSpec[] {
  return selectBy(specs, (spec) => spec);
}

function visit(
  node: Node,
  path: readonly Step[],
  at: number,
  spec: FieldSpec,
  change: FieldChange,
): void {
  const step = path[at];
  if (step === undefined) {
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
      advice: `correct the field before "${step.key}${step.isSequence ? '[]' : ''}"`,
    });
  }
  const field = fieldAt(node, step, at === path.length - 1, spec, change);
  if (field !== undefined) visit(field, path, at + 1, spec, change);
}

/** The next field on the path; creates it where the spec wants that. */
function fieldAt(
  node: Node,
  { key, isSequence }: Step,
  isLast: boolean,
  spec: FieldSpec,
  change: FieldChange,
): Node | undefined {
  const field = node.get(key);
  if (field !== undefined && !field.isNull) return field;
  const mayCreate = spec.create && change.createKind !== undefined && !isSequence;
  const kind: NodeKind | undefined = mayCreate
    ? isLast
      ? change.createKind
      : 'mapping'
    : isSequence
      ? 'sequence'
      : undefined;
  const tag = mayCreate ? (isLast ? (change.createTag ?? '') : '!!map') : '';
  if (field !== undefined) {
    if (kind !== undefined) {
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
