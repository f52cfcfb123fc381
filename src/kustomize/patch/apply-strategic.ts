import { BuildError } from '../build-error.ts';
import { apiVersionOf } from '../gvk.ts';
import type { MergeSchemas } from '../merge/schema.ts';
import { strategicMerge } from '../merge/strategic-merge.ts';
import { Node } from '../node.ts';
import { Resource } from '../resource.ts';
import { formatResourceId } from '../resource-id.ts';
import type { ResourceList } from '../resource-list.ts';

/** Patches the one object that has, or had, the patch's id. */
export function patchById(list: ResourceList, patch: Resource, schemas: MergeSchemas): void {
  const target = findTarget(list, patch);
  mergeInto(target, patch.clone(), schemas);
  list.update(target);
}

/** Patches every given object; the patch's own identity does not count. */
export function patchSelected(
  list: ResourceList,
  selected: readonly Resource[],
  patch: Resource,
  schemas: MergeSchemas,
): void {
  for (const target of selected) {
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

/** Stands for kustomize's notes, which upstream are annotations: a patch may remove them. */
const NOTES_MARK = 'internal.config.kubernetes.io/notes';

function mergeInto(target: Resource, patch: Resource, schemas: MergeSchemas): void {
  const { name, namespace, kind, node } = target;
  const { allowNameChange, allowKindChange } = patch.notes;
  if (allowNameChange || allowKindChange) target.rememberId();
  const hasNotes = target.notes.previousIds.length > 0 || target.notes.needsHash;
  if (hasNotes) addMark(node);
  const merged = strategicMerge(node, patch.node, schemas);
  if (merged === undefined || merged.isEmpty) {
    target.node = Node.mapping(node.origin);
    return;
  }
  target.node = merged;
  if (hasNotes && !removeMark(merged)) target.notes = new Resource(merged).notes;
  if (!allowKindChange) target.setKind(kind);
  if (!allowNameChange) target.setName(name);
  target.setNamespace(namespace);
  target.node = merged;
}

function addMark(node: Node): void {
  const metadata = node.get('metadata');
  if (metadata?.kind !== 'mapping') return;
  let annotations = metadata.get('annotations');
  if (annotations === undefined || annotations.isNull) {
    metadata.remove('annotations');
    annotations = Node.mapping(metadata.origin);
    metadata.set('annotations', annotations);
  }
  annotations.content.push(Node.scalar(NOTES_MARK, undefined), Node.string('', undefined));
}

function removeMark(node: Node): boolean {
  const metadata = node.get('metadata');
  const annotations = metadata?.get('annotations');
  const found = annotations?.kind === 'mapping' && annotations.remove(NOTES_MARK) !== undefined;
  if (found && annotations.content.length === 0) metadata?.remove('annotations');
  return found;
}
