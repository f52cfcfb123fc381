import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { FieldChange } from '../drifted-field.ts';
import type { SourceFile } from '../source-file.ts';
import { changePlace } from '../yaml/change-place.ts';
import { writeStyleOf } from '../yaml/line-layout.ts';
import { jsonOf } from '../yaml/located-node.ts';
import { type Place, placeAt } from '../yaml/place.ts';
import { type Proposal, proposalOf } from './proposal.ts';

/** Changes the entry of `images` that gave a container its image. */
export function proposeForImage(
  { root, path, inside }: Place,
  { before, after }: FieldChange,
  file: SourceFile,
): readonly Proposal[] {
  const place = placeAt(root, path.slice(0, 2), inside);
  const entry = place && jsonOf(place.node);
  if (typeof before !== 'string' || typeof after !== 'string' || !isJsonObject(entry)) return [];
  const style = writeStyleOf(file.text, [root]);
  return proposalOf(
    'image',
    file,
    changePlace(file.text, place as Place, entryFor(entry, after), style),
  );
}

/** The entry as it gives an image: only what has to be otherwise is. */
function entryFor(entry: JsonObject, image: string): JsonObject {
  const { name, newTag, digest } = partsOf(image);
  const { newName: _name, newTag: _tag, digest: _digest, ...rest } = entry;
  const renamed = entry.newName !== undefined || name !== entry.name ? { newName: name } : {};
  return {
    ...rest,
    ...renamed,
    ...(newTag === '' ? {} : { newTag }),
    ...(digest === '' ? {} : { digest }),
  };
}

/** `host:5000/name:tag@digest` in its parts; empty ones are not there. */
function partsOf(image: string): { name: string; newTag: string; digest: string } {
  const [whole = '', digest = ''] = image.split('@', 2);
  const colon = whole.indexOf(':', whole.lastIndexOf('/') + 1);
  return colon < 0
    ? { name: whole, newTag: '', digest }
    : { name: whole.slice(0, colon), newTag: whole.slice(colon + 1), digest };
}
