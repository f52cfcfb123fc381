import { Node } from '../node.ts';
import type { Resource } from '../resource.ts';

/** Stands for kustomize's notes, which upstream are annotations of the object. */
const NOTES_MARK = 'internal.config.kubernetes.io/notes';

function hasNotes({ notes }: Resource): boolean {
  return (
    notes.previousIds.length > 0 ||
    notes.needsHash ||
    notes.behavior !== undefined ||
    notes.origin !== undefined ||
    notes.allowNameChange ||
    notes.allowKindChange
  );
}

/** Gives an object with notes the annotation that upstream would have; tells whether it did. */
export function markNotes(resource: Resource): boolean {
  const metadata = resource.node.get('metadata');
  if (!hasNotes(resource) || metadata?.kind !== 'mapping') return false;
  let annotations = metadata.get('annotations');
  if (annotations === undefined || annotations.content.length === 0) {
    metadata.remove('annotations');
    annotations = Node.mapping(metadata.origin);
    metadata.set('annotations', annotations);
  }
  annotations.content.push(Node.scalar(NOTES_MARK, undefined), Node.string('', undefined));
  return true;
}

/** Takes the annotation away again; `false` where a patch has already removed it. */
export function unmarkNotes(node: Node): boolean {
  const metadata = node.get('metadata');
  const annotations = metadata?.get('annotations');
  const found = annotations?.kind === 'mapping' && annotations.remove(NOTES_MARK) !== undefined;
  if (found && annotations.content.length === 0) metadata?.remove('annotations');
  return found;
}
