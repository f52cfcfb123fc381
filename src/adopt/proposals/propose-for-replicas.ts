import type { FieldChange } from '../drifted-field.ts';
import type { SourceFile } from '../source-file.ts';
import { changePlace } from '../yaml/change-place.ts';
import { type Place, placeAt } from '../yaml/place.ts';
import { type Proposal, proposalOf } from './proposal.ts';

/** Changes the entry of `replicas` that counts the pods of an object. */
export function proposeForReplicas(
  { root, path, inside }: Place,
  { after }: FieldChange,
  file: SourceFile,
): readonly Proposal[] {
  const count = placeAt(root, [...path.slice(0, 2), 'count'], inside);
  if (count === undefined || typeof after !== 'number') return [];
  return proposalOf('replicas', file, changePlace(file.text, count, after, { listIndent: 0 }));
}
