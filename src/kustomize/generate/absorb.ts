import { formatPosition } from '../../model/position.ts';
import { BuildError } from '../build-error.ts';
import { Node } from '../node.ts';
import { BUILD_ANNOTATIONS, compareUtf8, type Resource } from '../resource.ts';
import { formatResourceId } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';

/** Adds a generated object: a new one, or, as its behavior says, in the place of one that is there. */
export function absorb(list: ResourceList, generated: Resource): void {
  const matches = list.everWithId(generated.id);
  const [old] = matches;
  const { behavior } = generated.notes;
  const name = formatResourceId(generated.id);
  if (old === undefined) {
    if (behavior !== 'merge' && behavior !== 'replace') {
      list.push(generated);
      return;
    }
    const what = `there is no ${name} to ${behavior}`;
    throw conflict(generated, what, 'correct its name or namespace, or remove the behavior');
  }
  if (matches.length > 1) {
    const what = `${matches.length} objects have or had the id ${name}`;
    throw conflict(generated, what, 'name one of them');
  }
  if (behavior !== 'merge' && behavior !== 'replace') {
    const where = old.position === undefined ? '' : ` at ${formatPosition(old.position)}`;
    const what = `${name} is there already${where}`;
    throw conflict(generated, what, 'rename one of them, or set behavior to merge or replace');
  }
  inherit(generated, old);
  if (behavior === 'merge') {
    mergeValues(generated, old, 'data');
    mergeValues(generated, old, 'binaryData');
  }
  list.replace(old, generated);
}

function conflict({ node }: Resource, what: string, advice: string): BuildError {
  return new BuildError({ code: 'GENERATOR_CONFLICT', origin: node.origin, what, advice });
}

/** Name, namespace, labels, annotations and history come from the old object. */
function inherit(generated: Resource, old: Resource): void {
  const labels = new Map([...old.metadataMap('labels'), ...generated.metadataMap('labels')]);
  const annotations = new Map([
    ...old.metadataMap('annotations'),
    ...generated.metadataMap('annotations'),
  ]);
  for (const internal of BUILD_ANNOTATIONS) annotations.delete(internal);
  const metadata = old.node.get('metadata');
  const placeIn = (field: string) => (name: string) => metadata?.get(field)?.get(name)?.origin;
  generated.setMetadataMap('labels', labels, placeIn('labels'));
  generated.setMetadataMap('annotations', annotations, placeIn('annotations'));
  generated.setName(old.name);
  generated.setNamespace(old.namespace);
  const needsHash = generated.notes.needsHash && old.notes.needsHash;
  // What is merged keeps the origin of the old object; what replaces it has its own.
  const origin =
    generated.notes.behavior === 'merge'
      ? (old.notes.origin ?? generated.notes.origin)
      : (generated.notes.origin ?? old.notes.origin);
  generated.notes = { ...old.notes, needsHash, origin };
  generated.varNames = old.varNames;
}

function mergeValues(generated: Resource, old: Resource, field: 'data' | 'binaryData'): void {
  const values = new Map<string, Node>();
  for (const source of [old.node.get(field), generated.node.get(field)]) {
    if (source?.kind !== 'mapping') continue;
    for (const [key, value] of source.entries()) values.set(key.text, value);
  }
  generated.node.remove(field);
  if (values.size === 0) return;
  const merged = Node.mapping(generated.node.origin);
  for (const key of [...values.keys()].sort(compareUtf8)) {
    const value = values.get(key);
    if (value !== undefined) merged.set(key, Node.string(value.value, value.origin));
  }
  generated.node.set(field, merged);
}
