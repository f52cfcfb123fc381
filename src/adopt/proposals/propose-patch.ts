import { posix } from 'node:path';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import type { FieldChange } from '../drifted-field.ts';
import type { SourceFile } from '../source-file.ts';
import { addBelow } from '../yaml/change-place.ts';
import { writeStyleOf } from '../yaml/line-layout.ts';
import { fieldOf, type LocatedNode, textOf } from '../yaml/located-node.ts';
import { mergeValue } from '../yaml/merge-value.ts';
import { type Place, placeAt, placesAt } from '../yaml/place.ts';
import { readLocated, readWithin } from '../yaml/read-located.ts';
import { writeFields } from '../yaml/write-value.ts';
import { kustomizationNames } from './kustomization-file.ts';
import { allMergeKeys, patchesForAll } from './patch-for.ts';
import { type OpenFile, type Proposal, proposalOf } from './proposal.ts';

/**
 * Patches an object in the kustomization of a folder, all changes by one patch: first
 * by a patch of that object that is there already, then by a new one.
 */
export async function proposePatch(
  object: Rendered,
  changes: readonly FieldChange[],
  folder: string,
  open: OpenFile,
): Promise<readonly Proposal[]> {
  const kustomization = await openKustomization(folder, open);
  const root = kustomization && readLocated(kustomization.text)[0];
  if (kustomization === undefined || root === undefined) return [];
  const names = await namesOf(object, open);
  const present = await presentPatches(kustomization, root, open);
  const own = present.filter(({ place }) => isPatchOf(place.node, object.manifest, names));
  const patches = patchesForAll(object.manifest, changes);
  return [
    ...own.flatMap(({ file, place }) =>
      patches.flatMap((patch) => extendPatch(file, place, patch)),
    ),
    ...patches.flatMap((patch) => newPatch(kustomization, root, object.manifest, names, patch)),
  ];
}

async function openKustomization(folder: string, open: OpenFile): Promise<SourceFile | undefined> {
  for (const name of kustomizationNames) {
    const file = await open(posix.join(folder, name));
    if (file !== undefined) return file;
  }
  return undefined;
}

/** How files name an object: before prefixes, suffixes, hashes and namespaces of kustomizations. */
interface WrittenNames {
  readonly name: string;
  readonly namespace: string | undefined;
}

async function namesOf({ manifest, provenance }: Rendered, open: OpenFile): Promise<WrittenNames> {
  const position = provenance.object;
  const file = position && (await open(position.file));
  const places = file && position ? placesAt(file.text, position) : [];
  for (const { node } of places) {
    // What a generator makes has its name beside what it is made of.
    const around = fieldOf(node, 'metadata') ?? node;
    const name = textOf(around, 'name');
    if (name !== undefined) return { name, namespace: textOf(around, 'namespace') };
  }
  return { name: manifest.metadata.name, namespace: undefined };
}

/** A strategic merge patch of a kustomization. */
interface PresentPatch {
  readonly file: SourceFile;
  readonly place: Place;
}

async function presentPatches(
  kustomization: SourceFile,
  root: LocatedNode,
  open: OpenFile,
): Promise<readonly PresentPatch[]> {
  const found: PresentPatch[] = [];
  const folder = posix.dirname(kustomization.path);
  const addFile = async (path: string) => {
    const file = await open(posix.join(folder, path));
    if (file !== undefined) found.push(...documentsOf(file, readLocated(file.text)));
  };
  const addInline = (node: LocatedNode | undefined) => {
    if (node?.kind !== 'scalar' || node.style !== 'literal') return;
    const documents = readWithin(kustomization.text, node.contentStart, node.end);
    found.push(...documentsOf(kustomization, documents));
  };
  for (const item of itemsOf(fieldOf(root, 'patches'))) {
    addInline(fieldOf(item, 'patch'));
    const path = textOf(item, 'path');
    if (path !== undefined) await addFile(path);
  }
  for (const item of itemsOf(fieldOf(root, 'patchesStrategicMerge'))) {
    if (item.kind === 'scalar' && item.style === 'plain') await addFile(item.text);
    else addInline(item);
  }
  return found;
}

function itemsOf(node: LocatedNode | undefined): readonly LocatedNode[] {
  return node?.kind === 'sequence' ? node.items : [];
}

function documentsOf(file: SourceFile, roots: readonly LocatedNode[]): readonly PresentPatch[] {
  return roots.flatMap((root) => {
    const place = placeAt(root, []);
    return place === undefined ? [] : [{ file, place }];
  });
}

function isPatchOf(root: LocatedNode, { kind }: Manifest, { name }: WrittenNames): boolean {
  return textOf(root, 'kind') === kind && textOf(fieldOf(root, 'metadata'), 'name') === name;
}

function extendPatch(file: SourceFile, place: Place, patch: JsonObject): readonly Proposal[] {
  const style = writeStyleOf(file.text, [place.root]);
  return proposalOf('patch', file, mergeValue(file.text, place, patch, allMergeKeys, style));
}

function newPatch(
  file: SourceFile,
  root: LocatedNode,
  { apiVersion, kind }: Manifest,
  { name, namespace }: WrittenNames,
  patch: JsonObject,
): readonly Proposal[] {
  const { metadata, ...fields } = patch;
  const identity = namespace === undefined ? { name } : { name, namespace };
  const style = writeStyleOf(file.text, [root]);
  const document = {
    apiVersion,
    kind,
    metadata: { ...identity, ...(metadata as JsonObject | undefined) },
    ...fields,
  };
  const entry = { patch: writeFields(document, 0, style) };
  const patches = placeAt(root, ['patches']);
  const place = patches ?? placeAt(root, []);
  if (place === undefined) return [];
  const steps = patches === undefined ? ['patches', 0] : [Number.MAX_SAFE_INTEGER];
  return proposalOf('patch', file, addBelow(file.text, place, steps, entry, style));
}
