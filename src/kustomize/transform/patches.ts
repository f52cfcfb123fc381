import { InvalidInputError, type Problem } from '../../model/errors.ts';
import type { Origin } from '../../model/yaml/node.ts';
import { type ReadResult, readDocuments } from '../../model/yaml/read-documents.ts';
import type { ScalarRules } from '../../model/yaml/scalar-rules.ts';
import { SourceText } from '../../model/yaml/source-text.ts';
import type { Budget } from '../budget.ts';
import { BuildError } from '../build-error.ts';
import type { Text } from '../decode/decoder.ts';
import type { Patch } from '../kustomization.ts';
import type { LoadedFile } from '../load/loaded.ts';
import { embeddedText } from '../load/read-kustomization.ts';
import type { MergeSchemas } from '../merge/schema.ts';
import type { Node } from '../node.ts';
import { patchById, patchByIdNormalized, patchSelected } from '../patch/apply-strategic.ts';
import { jsonNode } from '../patch/json-node.ts';
import { compileJsonPatch } from '../patch/json-patch.ts';
import { markNotes, unmarkNotes } from '../patch/notes-mark.ts';
import { readResources } from '../read-resources.ts';
import type { Resource } from '../resource.ts';
import type { ResourceList } from '../resource-list.ts';
import { selectResources } from '../select/select.ts';

type Files = ReadonlyMap<string, LoadedFile>;

type PatchContent =
  | { readonly kind: 'strategic'; readonly patches: readonly Resource[] }
  | { readonly kind: 'json'; readonly operations: Node };

/** Applies one entry of `patches`. */
export function applyPatch(
  list: ResourceList,
  patch: Patch,
  files: Files,
  schemas: MergeSchemas,
): void {
  const content = readPatch(patch, files, list.budget);
  if (content.kind === 'json') {
    applyJsonPatch(list, patch, content.operations, true);
    return;
  }
  const { allowNameChange = false, allowKindChange = false } = patch.options ?? {};
  for (const each of content.patches) {
    if (!allowNameChange && !allowKindChange) continue;
    each.note({ allowNameChange, allowKindChange });
    // kustomize keeps this in the patch's annotations, which all become text by that.
    each.setMetadataMap('annotations', each.metadataMap('annotations'));
  }
  if (patch.target === undefined) {
    for (const each of content.patches) patchById(list, each, schemas);
    return;
  }
  const [only, second] = content.patches;
  if (second !== undefined) {
    throw badPatch(
      patch,
      'a patch with a target has more than one document',
      'split it into entries',
    );
  }
  if (only !== undefined) {
    patchSelected(list, selectResources(list, patch.target), only, schemas);
    requireUniqueIds(list, originOf(patch));
  }
}

/** Applies one entry of `patchesJson6902`. */
export function applyJson6902(list: ResourceList, patch: Patch, files: Files): void {
  const { target } = patch;
  if (target?.name === undefined || target.name.text === '') {
    throw badPatch(patch, 'the target of a JSON patch has no name', 'name the object');
  }
  const operations = readOperations(patch, patchSource(patch, files));
  if (operations?.kind !== 'sequence' || operations.content.length === 0) {
    throw badPatch(patch, 'this is no list of operations', 'write a list of JSON 6902 operations');
  }
  applyJsonPatch(list, patch, operations, false);
}

/** Applies `patchesStrategicMerge`: patches, or paths of files of them. There must be one at least. */
export function applyStrategicMerges(
  list: ResourceList,
  entries: readonly Text[],
  files: Files,
  schemas: MergeSchemas,
): void {
  const patches = entries.flatMap((entry) => {
    const file = files.get(entry.text);
    return strategicPatches(read(file ?? embeddedText(entry.node), 'kubernetes'), list.budget);
  });
  if (patches.length === 0) {
    throw new BuildError({
      code: 'BAD_PATCH',
      origin: entries[0]?.node.origin,
      what: 'there is no patch in any of these',
      advice: 'write one, or remove the entries',
    });
  }
  for (const patch of patches) {
    patchByIdNormalized(list, patch, schemas);
    requireUniqueIds(list, patch.node.origin);
  }
}

function applyJsonPatch(
  list: ResourceList,
  patch: Patch,
  operations: Node,
  rememberIds: boolean,
): void {
  if (patch.target === undefined) {
    throw badPatch(patch, 'a JSON patch has no target', 'select the objects to patch by a target');
  }
  const apply = compileJsonPatch(operations, list.budget);
  for (const resource of selectResources(list, patch.target)) {
    list.budget.spendSteps(1);
    if (rememberIds) resource.rememberId();
    const isMarked = markNotes(resource);
    const patched = apply(resource.node);
    if (patched.kind !== 'mapping') {
      throw badPatch(patch, 'the patch makes an object something else', 'correct its path');
    }
    resource.node = patched;
    if (isMarked && !unmarkNotes(patched))
      resource.note({ origin: undefined, transformations: [] });
    resource.setMetadataMap('annotations', resource.metadataMap('annotations'));
    list.update(resource);
  }
}

function originOf(patch: Patch): Origin | undefined {
  return (patch.path ?? patch.patch)?.node.origin ?? patch.origin;
}

function badPatch(patch: Patch, what: string, advice: string): BuildError {
  return new BuildError({ code: 'BAD_PATCH', origin: originOf(patch), what, advice });
}

type PatchSource = SourceText | LoadedFile;

function patchSource(patch: Patch, files: Files): PatchSource {
  const inline =
    patch.patch !== undefined && patch.patch.text.trim() !== '' ? patch.patch : undefined;
  const path = patch.path !== undefined && patch.path.text !== '' ? patch.path : undefined;
  if (inline !== undefined && path !== undefined) {
    throw badPatch(patch, 'a patch has both patch and path', 'remove one of them');
  }
  if (inline !== undefined) return embeddedText(inline.node);
  if (path === undefined) throw badPatch(patch, 'a patch has neither patch nor path', 'add one');
  const file = files.get(path.text);
  if (file === undefined)
    throw badPatch(patch, `"${path.text}" does not exist`, 'correct the path');
  return file;
}

function readPatch(patch: Patch, files: Files, budget: Budget): PatchContent {
  const found = patchSource(patch, files);
  // Only here kustomize cuts white space around inline patches.
  const source = found instanceof SourceText ? found.trimmed() : found;
  const result = read(source, 'kubernetes');
  if (result.documents[0]?.kind === 'sequence') {
    const operations = readOperations(patch, source);
    if (operations !== undefined) return { kind: 'json', operations };
  }
  return { kind: 'strategic', patches: strategicPatches(result, budget) };
}

/** The operations of a JSON patch. kustomize reads them as YAML 1.1, or as JSON where they start with `[`. */
function readOperations(patch: Patch, source: PatchSource): Node | undefined {
  const text = source instanceof SourceText ? source.text : Buffer.from(source.bytes).toString();
  if (text.startsWith('[') && !isJson(text)) {
    const advice = 'write JSON with all its quotes, or a YAML list of lines that start with "-"';
    throw badPatch(patch, 'the patch starts with "[" but is no JSON', advice);
  }
  const { documents, problems } = read(source, 'kustomization');
  const serious = problems.filter(({ code }) => code !== 'DUPLICATE_KEY');
  if (documents.length === 0 && serious.length > 0) throw new InvalidInputError(serious);
  const [document] = documents;
  if (document === undefined) return undefined;
  const found: Problem[] = [];
  const operations = jsonNode(document.root, found);
  if (found.length > 0) throw new InvalidInputError(found);
  return operations;
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function read(source: PatchSource, rules: ScalarRules): ReadResult {
  return source instanceof SourceText
    ? readDocuments(source, source.file, { rules })
    : readDocuments(source.bytes, source.path, { rules });
}

function strategicPatches({ documents, problems }: ReadResult, budget: Budget): Resource[] {
  if (problems.length > 0) throw new InvalidInputError(problems);
  return readResources(documents, budget);
}

/** A patch may give two objects one name. */
function requireUniqueIds(list: ResourceList, origin: Origin | undefined): void {
  list.dropEmptied();
  if (!list.hasSharedIds) return;
  const what = 'after this patch two objects have one id';
  throw new BuildError({ code: 'BAD_PATCH', origin, what, advice: 'patch their names apart' });
}
