import { isJsonObject, jsonEquals } from '../../model/json.ts';
import { type FieldPath, type Rendered, valueAt } from '../../model/manifest.ts';
import type { FieldChange } from '../drifted-field.ts';
import type { SourceFile } from '../source-file.ts';
import { addBelow, changePlace, removePlace } from '../yaml/change-place.ts';
import { writeStyleOf } from '../yaml/line-layout.ts';
import { jsonOf } from '../yaml/located-node.ts';
import { type Place, placeAt, placesAt } from '../yaml/place.ts';
import { readLocated } from '../yaml/read-located.ts';
import { isKustomizationFile } from './kustomization-file.ts';
import { type OpenFile, type Proposal, proposalOf } from './proposal.ts';
import { proposeForGenerator } from './propose-for-generator.ts';
import { proposeForImage } from './propose-for-image.ts';
import { proposeForReplicas } from './propose-for-replicas.ts';

/** Writes a value where it is set now: what made the field, in whatever file. */
export async function proposeAtSource(
  { manifest, provenance }: Rendered,
  change: FieldChange,
  open: OpenFile,
): Promise<readonly Proposal[]> {
  const way = change.before === undefined ? existing(manifest, change.path) : change.path;
  const position = way.length === 0 ? provenance.object : provenance.field(way);
  const file = position && (await open(position.file));
  if (file === undefined || position === undefined) return [];
  const places = placesAt(file.text, position);
  if (isKustomizationFile(file.path)) {
    const special = await proposeByField(places, change, file, open);
    if (special !== undefined) return special;
  }
  if (change.before === undefined) return proposeAddition(places, way, change, file);
  const aliases = await proposeInPlaceOfAlias(provenance, change, open);
  return [...aliases, ...proposeChange(places, change, file)];
}

/** An alias comes from where its anchor stands, but can have a value of its own. */
async function proposeInPlaceOfAlias(
  provenance: Rendered['provenance'],
  { path, after }: FieldChange,
  open: OpenFile,
): Promise<readonly Proposal[]> {
  const position = provenance.field(path.slice(0, -1));
  const file = position && (await open(position.file));
  if (file === undefined || position === undefined || after === undefined) return [];
  const aliases = placesAt(file.text, position)
    .filter((place) => path.length < 2 || place.path.at(-1) === path.at(-2))
    .flatMap(
      ({ root, path: way, inside }) => placeAt(root, [...way, ...path.slice(-1)], inside) ?? [],
    )
    .filter(({ node }) => node.kind === 'alias');
  const style = writeStyleOf(file.text, readLocated(file.text));
  return aliases.flatMap((place) =>
    proposalOf('field', file, changePlace(file.text, place, after, style)),
  );
}

/** The longest part of a path that the object has. */
function existing(manifest: Rendered['manifest'], path: FieldPath): FieldPath {
  let length = path.length - 1;
  while (length > 0 && valueAt(manifest, path.slice(0, length)) === undefined) length--;
  return path.slice(0, length);
}

/** Fields of a kustomization whose values are not those of objects; `undefined`: none of them. */
async function proposeByField(
  places: readonly Place[],
  change: FieldChange,
  file: SourceFile,
  open: OpenFile,
): Promise<readonly Proposal[] | undefined> {
  const place = places.find(({ inside, path }) => inside === undefined && path.length > 1);
  switch (place?.path[0]) {
    case 'images':
    case 'imageTags':
      return proposeForImage(place, change, file);
    case 'replicas':
      return proposeForReplicas(place, change, file);
    case 'configMapGenerator':
      return proposeForGenerator(place, change, file, open);
    default:
      return undefined;
  }
}

function proposeChange(
  begun: readonly Place[],
  { path, before, after }: FieldChange,
  file: SourceFile,
): readonly Proposal[] {
  const places = begun.map(operandOf);
  const named = places.filter((place) => place.path.at(-1) === path.at(-1));
  const isSame = ({ node }: Place) => jsonEquals(jsonOf(node), before);
  const place = named.find(isSame) ?? places.find(isSame) ?? named[0] ?? places[0];
  if (place === undefined) return [];
  const style = writeStyleOf(file.text, readLocated(file.text));
  if (after !== undefined) {
    // What only a part of comes from here cannot be written here as a whole.
    const isWhole = isSame(place) || place.node.kind === 'scalar';
    return isWhole ? proposalOf('field', file, changePlace(file.text, place, after, style)) : [];
  }
  return proposalOf('field', file, removePlace(file.text, operationAround(place)));
}

/** A field that an operation of a JSON patch adds begins with the operation's path. */
function operandOf(place: Place): Place {
  const { root, path, inside } = place;
  const isPointer = root.kind === 'sequence' && path.length === 2 && path[1] === 'path';
  const operand = isPointer ? placeAt(root, [path[0] as number, 'value'], inside) : undefined;
  return operand ?? place;
}

/** Without its value an operation of a JSON patch is none. */
function operationAround(place: Place): Place {
  const { root, path, inside } = place;
  const isOperand = root.kind === 'sequence' && path.length === 2 && path[1] === 'value';
  const node = isOperand ? root.items[Number(path[0])] : undefined;
  if (root.kind !== 'sequence' || node === undefined) return place;
  const parent = { kind: 'sequence', sequence: root } as const;
  return { root, path: path.slice(0, 1), node, parent, inside };
}

function proposeAddition(
  places: readonly Place[],
  way: FieldPath,
  { path, after }: FieldChange,
  file: SourceFile,
): readonly Proposal[] {
  if (after === undefined) return [];
  const steps = path.slice(way.length);
  const style = writeStyleOf(file.text, readLocated(file.text));
  const last = way.at(-1);
  const [place] = places
    .filter((one) => last === undefined || one.path.at(-1) === last)
    .filter(({ node }) => typeof steps[0] === 'string' || !isJsonObject(jsonOf(node)));
  return place === undefined
    ? []
    : proposalOf('field', file, addBelow(file.text, place, steps, after, style));
}
