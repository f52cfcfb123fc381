import { BuildError } from '../build-error.ts';
import { applyFieldSpec, type FieldSpec, mayChangeIds, setEntry } from '../field-spec.ts';
import { isSelectedBy } from '../gvk.ts';
import type { Replica } from '../kustomization.ts';
import { Node } from '../node.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';

/** Sets how many replicas the objects of a name have. */
export function setReplicas(
  list: ResourceList,
  replica: Replica,
  specs: readonly FieldSpec[],
): void {
  const name = replica.name?.text ?? '';
  let found = false;
  for (const spec of specs) {
    for (const resource of list.items) {
      if (!hasId(resource, name, spec)) continue;
      found = true;
      const text = String(replica.count ?? 0n);
      applyFieldSpec(resource.node, resource.id, spec, {
        createKind: 'scalar',
        createTag: '!!int',
        set: (node) => setEntry(node, '', Node.scalar(text, replica.origin, '!!int')),
      });
    }
  }
  if (mayChangeIds(specs)) list.updateAll();
  if (found) return;
  const kinds = [...new Set(specs.map(({ kind }) => kind))].join(', ');
  throw new BuildError({
    code: 'REPLICAS_WITHOUT_TARGET',
    origin: replica.name?.node.origin ?? replica.origin,
    what: `nothing with replicas is named "${name}"`,
    advice: `name one of kind ${kinds}`,
  });
}

function hasId({ id, notes, node }: Resource, name: string, spec: FieldSpec): boolean {
  if (node.isEmpty) return false;
  return [...notes.previousIds, id].some((each) => each.name === name && isSelectedBy(each, spec));
}
