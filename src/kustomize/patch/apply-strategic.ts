import { BuildError } from '../build-error.ts';
import { apiVersionOf } from '../gvk.ts';
import type { MergeSchemas } from '../merge/schema.ts';
import { strategicMerge } from '../merge/strategic-merge.ts';
import { Node } from '../node.ts';
import { Resource } from '../resource.ts';
import { formatResourceId } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';
import { markNotes, unmarkNotes } from './notes-mark.ts';

/** Patches the one object that has, or had, the patch's id. The patch becomes part of it. */
export function patchById(list: ResourceList, patch: Resource, schemas: MergeSchemas): void {
  const target = findTarget(list, patch);
  list.budget.spendSteps(1);
  mergeInto(target, patch, schemas);
  list.update(target);
}

/** Patches the one object that has the patch's id, as `patchesStrategicMerge` does. */
export function patchByIdNormalized(
  list: ResourceList,
  patch: Resource,
  schemas: MergeSchemas,
): void {
  patchSelected(list, [findTarget(list, patch)], patch, schemas);
}

/** Patches every given object, and those that have come to share its id; the patch's own id does not count. */
export function patchSelected(
  list: ResourceList,
  selected: readonly Resource[],
  patch: Resource,
  schemas: MergeSchemas,
): void {
  const targets = list.hasSharedIds ? selected.flatMap(({ id }) => list.withId(id)) : selected;
  for (const target of new Set(targets)) {
    list.budget.spendSteps(1);
    list.budget.spendContent(patch.node);
    const copy = patch.clone();
    normalizeMetadata(copy);
    copy.setApiVersion(apiVersionOf(target.id));
    mergeInto(target, copy, schemas);
    list.update(target);
  }
}

/** kustomize copies labels and annotations as text, so nulls in them become text too. */
function normalizeMetadata(patch: Resource): void {
  patch.setMetadataMap('labels', patch.metadataMap('labels'));
  patch.setMetadataMap('annotations', patch.metadataMap('annotations'));
  patch.setName(patch.name);
  patch.setNamespace(patch.namespace);
}

function findTarget(list: ResourceList, patch: Resource): Resource {
  const found = list.everWithId(patch.originalId).filter(({ node }) => !node.isEmpty);
  const [target] = found;
  if (target !== undefined && found.length === 1) return target;
  const subject = formatResourceId(patch.originalId);
  if (target === undefined) {
    throw new BuildError({
      code: 'PATCH_WITHOUT_TARGET',
      origin: patch.node.origin,
      what: `no object has the id of this patch, ${subject}`,
      advice: adviceForMissing(list, patch),
    });
  }
  throw new BuildError({
    code: 'PATCH_AMBIGUOUS',
    origin: patch.node.origin,
    what: `${found.length} objects have or had the id of this patch, ${subject}: ${found.map(({ id }) => formatResourceId(id)).join(', ')}`,
    advice: 'give the patch a target that selects one of them',
  });
}

function adviceForMissing(list: ResourceList, patch: Resource): string {
  const { name, kind } = patch.originalId;
  const near = list.items.filter(
    ({ id, originalId }) => id.name === name || originalId.name === name,
  );
  const candidates = near.length > 0 ? near : list.items.filter(({ id }) => id.kind === kind);
  if (candidates.length === 0) return 'correct its apiVersion, kind, name or namespace';
  const names = candidates.slice(0, 3).map(({ id }) => formatResourceId(id));
  return `did you mean ${names.join(' or ')}?`;
}

function mergeInto(target: Resource, patch: Resource, schemas: MergeSchemas): void {
  const { name, namespace, kind, node } = target;
  const { allowNameChange, allowKindChange } = patch.notes;
  if (allowNameChange || allowKindChange) target.rememberId();
  const isMarked = markNotes(target);
  const result = strategicMerge(node, patch.node, schemas);
  // A patch that replaces the whole object changes nothing, as in kustomize.
  const merged = result === undefined ? undefined : node;
  if (merged === undefined || merged.isEmpty) {
    target.node = Node.mapping(node.origin);
    return;
  }
  target.node = merged;
  // A patch that removes all annotations removes the notes too.
  if (isMarked && !unmarkNotes(merged)) target.notes = new Resource(merged).notes;
  if (!allowKindChange) target.setKind(kind);
  if (!allowNameChange) target.setName(name);
  target.setNamespace(namespace);
  target.node = merged;
}
