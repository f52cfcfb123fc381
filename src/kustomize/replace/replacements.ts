import type { Budget } from '../budget.ts';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import type { FieldOptions, Replacement, Selector } from '../kustomization.ts';
import { Node, type NodeKind } from '../node.ts';
import type { Resource } from '../resource.ts';
import type { ResourceId } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';
import {
  atPath,
  lookup,
  PathError,
  splitFieldPath,
  type WrittenPath,
} from '../select/field-path.ts';
import { compileSelector } from '../select/select.ts';
import { matchPath } from './match-path.ts';
import { isReadable, parseStructured, serializeStructured } from './structured-text.ts';

type Target = NonNullable<Replacement['targets']>[number];
type Source = NonNullable<Replacement['source']>;

const DEFAULT_PATH = 'metadata.name';

/** What is written to the fields of a target. */
interface Write {
  readonly value: Node;
  readonly options: FieldOptions | undefined;
  /** The kind of node that missing fields are created as. */
  readonly create: NodeKind | undefined;
  readonly budget: Budget;
}

/** Copies values from one object to fields of others. */
export function replace(list: ResourceList, replacement: Replacement): void {
  const { source, sourceValue, targets, origin } = replacement;
  if ((source === undefined && sourceValue === undefined) || targets === undefined) {
    throw bad(origin, 'a replacement needs a source and targets', 'add what is missing');
  }
  if (source !== undefined && sourceValue !== undefined) {
    throw bad(origin, 'a replacement has both source and sourceValue', 'remove one of them');
  }
  const value =
    source === undefined
      ? Node.scalar(sourceValue?.text ?? '', sourceValue?.node.origin)
      : sourceNode(list, source);
  for (const target of targets) replaceInTarget(list, target, value);
  list.updateAll();
}

function bad(origin: Node['origin'], what: string, advice: string): BuildError {
  return new BuildError({ code: 'BAD_REPLACEMENT', origin, what, advice });
}

function sourceNode(list: ResourceList, source: Source): Node {
  const found = list.items.filter((resource) => idsOf(resource).some((id) => isSource(id, source)));
  const [resource, second] = found;
  if (resource === undefined || second !== undefined) {
    const count = resource === undefined ? 'no object' : `${found.length} objects`;
    throw bad(source.origin, `the source selects ${count}`, 'make it select exactly one');
  }
  const path = writtenPath(source.fieldPath, source.origin);
  const steps = splitFieldPath(path.text);
  const node = atPath(path, () => lookup(resource.node, steps));
  if (node === undefined || node.isEmpty) {
    const what = `the source has no value at "${steps.join('.')}"`;
    throw bad(path.origin, what, 'correct the fieldPath');
  }
  return refine(node, source.options);
}

/** The path that is written, or the default. */
function writtenPath(path: Text | undefined, origin: Node['origin']): WrittenPath {
  const text = path === undefined || path.text === '' ? DEFAULT_PATH : path.text;
  return { text, origin: path?.node.origin ?? origin };
}

/** The part of the value that a delimiter and an index pick. */
function refine(node: Node, options: FieldOptions | undefined): Node {
  const delimiter = options?.delimiter?.text ?? '';
  if (delimiter === '') return node;
  if (node.kind !== 'scalar') {
    throw bad(options?.origin, 'only text can be divided by a delimiter', 'remove the delimiter');
  }
  const parts = node.value.split(delimiter);
  const part = parts[Number(options?.index ?? 0n)];
  if (part === undefined) {
    const what = `"${node.value}" has only ${parts.length} parts, none with index ${options?.index}`;
    throw bad(options?.origin, what, 'correct the index');
  }
  const copy = node.clone();
  copy.text = part;
  return copy;
}

/** The current id and the previous ones. */
function idsOf({ id, notes }: Resource): ResourceId[] {
  return [id, ...notes.previousIds];
}

function isSource(id: ResourceId, source: Source): boolean {
  const wanted = (text: Text | undefined, value: string) =>
    text === undefined || text.text === '' || text.text === value;
  const namespace = source.namespace?.text ?? '';
  return (
    wanted(source.name, id.name) &&
    (namespace === '' || (namespace || 'default') === (id.namespace || 'default')) &&
    wanted(source.group, id.group) &&
    wanted(source.version, id.version) &&
    wanted(source.kind, id.kind)
  );
}

function replaceInTarget(list: ResourceList, target: Target, value: Node): void {
  const { select, reject = [], origin } = target;
  if (select === undefined) throw bad(origin, 'a target selects nothing', 'add select');
  const selected = compileSelector(select);
  const rejected = reject.map((each) => ({ each, parts: compileSelector(each) }));
  const { options, fieldPaths = [] } = target;
  const paths =
    fieldPaths.length === 0
      ? [writtenPath(undefined, origin)]
      : fieldPaths.map(({ text, node }) => ({ text, origin: node.origin }));
  const create = options?.create === true ? value.kind : undefined;
  const write: Write = { value, options, create, budget: list.budget };
  const matches = (parts: ReturnType<typeof compileSelector>, id: ResourceId) =>
    parts.gvk(id) && parts.name(id.name) && parts.namespace(id.namespace);
  for (const resource of list.items) {
    list.budget.spendSteps(1 + rejected.length);
    const ids = idsOf(resource);
    const isRejected =
      !selected.metadata(resource) ||
      rejected.some(
        ({ each, parts }) =>
          (selectsMetadata(each) && parts.metadata(resource)) ||
          (selectsId(each) && ids.some((id) => matches(parts, id))),
      );
    if (isRejected || !ids.some((id) => matches(selected, id))) continue;
    replaceInResource(resource, paths, write);
    resource.forgetId();
  }
}

function selectsMetadata(selector: Selector): boolean {
  return [selector.annotationSelector, selector.labelSelector].some(
    (text) => (text?.text ?? '') !== '',
  );
}

function selectsId({ group, version, kind, name, namespace }: Selector): boolean {
  return [group, version, kind, name, namespace].some((text) => (text?.text ?? '') !== '');
}

function replaceInResource({ node }: Resource, paths: readonly WrittenPath[], write: Write): void {
  for (const path of paths) {
    const steps = splitFieldPath(path.text);
    atPath(path, () => replaceAt(node, steps, write));
  }
}

function replaceAt(node: Node, steps: readonly string[], write: Write): void {
  write.budget.spendSteps(1);
  if (replaceInText(node, steps, write)) return;
  const found = matchPath(node, steps, write.create);
  if (found.length === 0) throw new PathError('the object has no such field; set options.create');
  for (const field of found) setField(field, write);
}

function setField(field: Node, { value, options, budget }: Write): void {
  // The value may be of the same object, and hold what was written before.
  budget.spendContent(value);
  const copy = value.clone();
  const delimiter = options?.delimiter?.text ?? '';
  if (delimiter !== '') {
    if (field.kind !== 'scalar') throw new PathError('only text can be divided by a delimiter');
    const parts = field.text.split(delimiter);
    const index = Number(options?.index ?? 0n);
    if (index < 0) parts.unshift(value.value);
    else if (index >= parts.length) parts.push(value.value);
    else parts[index] = value.value;
    copy.text = parts.join(delimiter);
    budget.spendText(copy.text.length);
  }
  assign(field, copy);
}

/** An existing scalar keeps its type; everything else becomes the value. */
function assign(field: Node, value: Node): void {
  if (field.kind !== 'scalar') {
    field.become(value);
    return;
  }
  field.text = value.text;
  field.origin = value.origin ?? field.origin;
}

/** Sets a field inside the JSON or YAML that the text of another field holds. */
function replaceInText(node: Node, steps: readonly string[], write: Write): boolean {
  const at = findScalar(node, steps);
  if (at === undefined) return false;
  const { value, create, budget } = write;
  const { scalar, rest } = at;
  budget.spendText(scalar.text.length);
  try {
    const structured = parseStructured(scalar);
    const found = matchPath(structured, rest, create);
    if (found.length === 0) return false;
    for (const field of found) assign(field, value);
    scalar.text = serializeStructured(structured, scalar.text);
    scalar.origin = value.origin ?? scalar.origin;
    return true;
  } catch (thrown) {
    if (thrown instanceof PathError && !thrown.message.includes('comments')) return false;
    throw thrown;
  }
}

/** The first scalar on the way along a path, and the steps that are left. */
function findScalar(
  node: Node,
  steps: readonly string[],
): { scalar: Node; rest: readonly string[] } | undefined {
  for (let length = 1; length < steps.length; length++) {
    const scalar = lookupOrNothing(node, steps.slice(0, length));
    if (scalar?.kind === 'scalar' && isReadable(scalar)) {
      return { scalar, rest: steps.slice(length) };
    }
  }
  return undefined;
}

function lookupOrNothing(node: Node, steps: readonly string[]): Node | undefined {
  try {
    return lookup(node, steps);
  } catch (thrown) {
    if (thrown instanceof PathError) return undefined;
    throw thrown;
  }
}
