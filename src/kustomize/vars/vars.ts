import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import { applyFieldSpec, type FieldSpec } from '../field-spec.ts';
import { gvkOf } from '../gvk.ts';
import type { Variable } from '../kustomization.ts';
import type { Node } from '../node.ts';
import type { Resource } from '../resource.ts';
import { effectiveNamespace } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';
import { lookup, PathError, splitFieldPath } from '../select/field-path.ts';
import { type Expanded, expand, type VarValue } from './expand.ts';

/** Vars by name. */
export type Vars = Map<string, Variable>;

/** Adds the vars of a kustomization, and marks the objects that they read from. */
export function addVars(vars: Vars, list: ResourceList, added: readonly Variable[]): void {
  for (const variable of added) {
    list.budget.spendSteps(1 + list.size);
    const matched = list.items.filter((resource) => isTarget(resource, variable));
    const [resource, second] = matched;
    if (second !== undefined) {
      const what = `${matched.length} objects match the var ${nameOf(variable)}`;
      throw badVar(variable, what, 'add the namespace to its objref');
    }
    if (resource !== undefined) resource.varNames = [...resource.varNames, nameOf(variable)];
  }
  mergeVars(vars, added);
}

export function mergeVars(vars: Vars, added: Iterable<Variable>): void {
  for (const variable of added) {
    if (vars.has(nameOf(variable))) {
      throw badVar(variable, `the var ${nameOf(variable)} is defined twice`, 'rename one of them');
    }
    vars.set(nameOf(variable), variable);
  }
}

function nameOf(variable: Variable): string {
  return variable.name?.text ?? '';
}

function badVar(variable: Variable, what: string, advice: string): BuildError {
  const origin = variable.name?.node.origin ?? variable.origin;
  return new BuildError({ code: 'BAD_VAR', origin, what, advice });
}

function isTarget({ id, notes }: Resource, { objref }: Variable): boolean {
  const text = (value: Text | undefined) => value?.text ?? '';
  const kind = text(objref?.kind);
  const gvk =
    objref?.apiVersion === undefined
      ? { group: text(objref?.group), version: text(objref?.version), kind }
      : gvkOf(objref.apiVersion.text, kind);
  const namespace = text(objref?.namespace);
  return [...notes.previousIds, id].some(
    (each) =>
      each.name === text(objref?.name) &&
      each.group === gvk.group &&
      each.version === gvk.version &&
      each.kind === gvk.kind &&
      (namespace === '' || effectiveNamespace(each) === namespace),
  );
}

/** Replaces `$(NAME)` in the fields that may hold it. */
export function resolveVars(list: ResourceList, vars: Vars, specs: readonly FieldSpec[]): void {
  if (vars.size === 0) return;
  const values = new Map<string, VarValue>();
  for (const [name, variable] of vars) values.set(name, valueOfVar(list, variable));
  const expandText = (text: string) => {
    const value = expand(text, values);
    list.budget.spendText(value.text.length);
    return value;
  };
  for (const { node, id } of list.items) {
    list.budget.spendSteps(1);
    for (const spec of specs) {
      applyFieldSpec(node, id, spec, { set: (field) => setField(field, expandText) });
    }
  }
  list.updateAll();
}

const DEFAULT_PATH = 'metadata.name';

function valueOfVar(list: ResourceList, variable: Variable): VarValue {
  const name = nameOf(variable);
  const resource = list.items.find(({ varNames }) => varNames.includes(name));
  if (resource === undefined) {
    throw badVar(variable, `the var ${name} reads from no object`, 'correct its objref');
  }
  const path = variable.fieldref?.fieldPath?.text || DEFAULT_PATH;
  const node = lookupVar(resource.node, path);
  if (node === undefined) {
    const what = `the object that the var ${name} reads from has no field "${path}"`;
    throw badVar(variable, what, 'correct its fieldref');
  }
  return toValue(node);
}

/** Indexes may also stand in brackets: `ports[0]`. */
function lookupVar(root: Node, path: string): Node | undefined {
  const steps = splitFieldPath(path).flatMap((step) => {
    const index = /^(.*)\[(\d+)\]$/.exec(step);
    return index === null ? [step] : [index[1] ?? '', index[2] ?? ''];
  });
  try {
    return lookup(root, steps);
  } catch (thrown) {
    if (thrown instanceof PathError) return undefined;
    throw thrown;
  }
}

function toValue(node: Node): VarValue {
  if (node.kind !== 'scalar') return { kind: 'other' };
  const { tag, text } = node;
  if (tag === '!!int' && /^[-+]?[0-9]+$/.test(text)) {
    return { kind: 'number', tag, text: String(BigInt(text.replace('+', ''))) };
  }
  if (tag === '!!float') return { kind: 'number', tag, text };
  if (tag === '!!bool') return { kind: 'number', tag, text: text.toLowerCase() };
  return { kind: 'text', text };
}

type ExpandText = (text: string) => Expanded;

function setField(field: Node, expandText: ExpandText): void {
  if (field.isNull) return;
  if (field.kind === 'scalar') {
    if (field.isText) setScalar(field, expandText);
    return;
  }
  if (field.kind === 'mapping') {
    for (const [, value] of field.entries()) {
      if (value.isText) setScalar(value, expandText);
    }
    return;
  }
  for (const item of field.content) {
    if (!item.isText) {
      throw new BuildError({
        code: 'BAD_VAR',
        origin: item.origin,
        what: 'a list that may hold vars has an element that is no text',
        advice: 'quote it, or use replacements',
      });
    }
    setScalar(item, expandText);
  }
}

function setScalar(node: Node, expandText: ExpandText): void {
  const value = expandText(node.text);
  node.text = value.text;
  node.tag = value.kind === 'number' ? value.tag : '!!str';
  node.style = 'plain';
}
