import type { Problem } from '../model/errors.ts';
import { isJsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import { formatFieldPath, type Manifest, type Rendered, valueAt } from '../model/manifest.ts';
import { maskFieldChange } from '../model/mask.ts';
import { objectIdOf, objectKey } from '../model/object-id.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { AdoptedField } from './adoption.ts';
import type { DriftedField, FieldChange } from './drifted-field.ts';
import { type Judgement, judgeEdit } from './judge-edit.ts';
import { isSamePlace } from './list-places.ts';
import { monitorFields } from './monitor-fields.ts';
import {
  contentsAfter,
  joinProposals,
  type OpenFile,
  type Proposal,
  positionOfProposal,
} from './proposals/proposal.ts';
import { proposeAtSource } from './proposals/propose-at-source.ts';
import { proposePatch } from './proposals/propose-patch.ts';
import {
  changesMore,
  computed,
  moved,
  noCounterpart,
  noPlace,
  notFromFiles,
  refusal,
  secretValue,
  severalFiles,
  sourceOf,
} from './refusals.ts';
import { idNow, isSameObject, type Renamed, renamedAgain } from './renamed-object.ts';
import type { RenderFiles, Rendering, TargetRendering } from './rendering.ts';
import { openSourceFile } from './source-file.ts';

/** Where things stand when a field is to be adopted. */
export interface Workspace {
  readonly tree: FileTree;
  /** Whole contents of the files that earlier fields edited, by path. */
  readonly edited: ReadonlyMap<string, string>;
  /** What these files render as. */
  readonly rendering: Rendering;
  /** What all files render as without any edit: paths of fields are of that. */
  readonly unedited: Rendering;
  /** Names that the edits have changed. */
  readonly renames: readonly Renamed[];
  readonly render: RenderFiles;
  readonly target: string;
  readonly folder: string;
}

export interface FieldResult {
  readonly adopted: readonly AdoptedField[];
  readonly refused: readonly Problem[];
  /** What is still to be adopted. */
  readonly pending: readonly DriftedField[];
  readonly edit: Pick<Workspace, 'edited' | 'rendering' | 'renames'> | undefined;
}

/** Adopts the first of some fields, with those that the same edit adopts, or refuses it. */
export async function adoptField(
  fields: readonly DriftedField[],
  workspace: Workspace,
): Promise<FieldResult> {
  const [field, ...pending] = fields as readonly [DriftedField, ...DriftedField[]];
  const targetRendering = workspace.rendering.get(workspace.target);
  const object = targetRendering && objectOf(field, targetRendering, workspace.renames);
  const refuse = (problem: Problem): FieldResult => {
    return { adopted: [], refused: [problem], pending, edit: undefined };
  };
  if (targetRendering === undefined || object === undefined) {
    return refuse(refusal(field, undefined, notFromFiles));
  }
  if (isSecret(object, field)) {
    return refuse(refusal(field, sourceOf(object, field), secretValue));
  }
  if (!isInPlace(field, workspace)) {
    return refuse(refusal(field, sourceOf(object, field), moved));
  }
  const attempts = attemptsAt(object, field, targetRendering, workspace);
  // Secrets are not adopted along with another field either: what changes one changes too much.
  const open = fields.filter((one) => {
    const holder = objectOf(one, targetRendering, workspace.renames);
    return isInPlace(one, workspace) && !isSecret(holder, one);
  });
  const trial = await tryAll(attempts, { open, pending: fields }, workspace);
  if (trial.success !== undefined) return trial.success;
  const parts = isPatchwork(object, field) ? partsOf(field) : [];
  if (parts.length > 0) {
    return { adopted: [], refused: [], pending: [...parts, ...pending], edit: undefined };
  }
  return refuse(reasonOf(object, field, targetRendering, trial.failures));
}

function objectOf(
  { id }: DriftedField,
  { objects }: TargetRendering,
  renames: readonly Renamed[] = [],
): Rendered | undefined {
  const now = idNow(id, renames);
  return objects.find(({ manifest }) => isSameObject(objectIdOf(manifest), now));
}

/** Whether no edit so far has moved the items of lists on the way to a field. */
function isInPlace(
  field: DriftedField,
  { rendering, unedited, target, renames }: Workspace,
): boolean {
  const [first, now] = [unedited.get(target), rendering.get(target)];
  const before = first && objectOf(field, first);
  const after = now && objectOf(field, now, renames);
  return (
    before !== undefined &&
    after !== undefined &&
    isSamePlace(before.manifest, after.manifest, field.path)
  );
}

function isSecret(object: Rendered | undefined, field: DriftedField): boolean {
  const { path, wanted, live } = field;
  if (field.isSecret === true || object === undefined) return true;
  return isCredential(object.manifest, { path, before: wanted, after: live });
}

function isCredential(manifest: Manifest, change: FieldChange): boolean {
  const shown = maskFieldChange(manifest, change);
  return !jsonEquals(shown.before, change.before) || !jsonEquals(shown.after, change.after);
}

/** One or more proposals for a field, and what they are made through. */
interface Attempt {
  readonly through: Rendered | undefined;
  readonly changes: readonly FieldChange[];
  readonly proposals: () => Promise<readonly Proposal[]>;
}

function attemptsAt(
  object: Rendered,
  field: DriftedField,
  { built }: TargetRendering,
  workspace: Workspace,
): readonly Attempt[] {
  const own = { path: field.path, before: field.wanted, after: field.live };
  if (built.some(({ manifest }) => isSameManifest(manifest, object.manifest))) {
    const proposals = () => proposalsFor(object, [own], workspace);
    return [{ through: undefined, changes: [], proposals }];
  }
  const monitor = monitorOf(object, built);
  if (monitor === undefined) return [];
  return monitorFields(monitor.manifest, object.manifest, field)
    .filter((changes) => !changes.some((change) => isCredential(monitor.manifest, change)))
    .map((changes) => ({
      through: monitor,
      changes,
      proposals: () => proposalsFor(monitor, changes, workspace),
    }));
}

function isSameManifest(a: Manifest, b: Manifest): boolean {
  return objectKey(objectIdOf(a)) === objectKey(objectIdOf(b));
}

function monitorOf(
  { manifest: { metadata } }: Rendered,
  built: readonly Rendered[],
): Rendered | undefined {
  const monitors = built.filter(({ manifest }) => manifest.kind === 'TidbMonitor');
  const owner = metadata.ownerReferences?.find(({ kind }) => kind === 'TidbMonitor');
  const byName = monitors.filter(
    ({ manifest }) => owner === undefined || manifest.metadata.name === owner.name,
  );
  return byName.find(({ manifest }) => manifest.metadata.namespace === metadata.namespace);
}

/** Every way to make some changes of one object together, the smallest first. */
async function proposalsFor(
  object: Rendered,
  changes: readonly FieldChange[],
  { tree, edited, folder }: Workspace,
): Promise<readonly Proposal[]> {
  const open: OpenFile = (path) => openSourceFile(tree, edited, path);
  const lists: (readonly Proposal[])[] = [];
  for (const change of changes) {
    const atSource = await proposeAtSource(object, change, open);
    lists.push([...atSource, ...(await proposePatch(object, [change], folder, open))]);
  }
  const each = lists.reduce((joined, next) =>
    joined.flatMap((one) => next.map((other) => joinProposals(one, other))),
  );
  // Two patches that are both new would be two lists of patches.
  return changes.length < 2
    ? each
    : [...each, ...(await proposePatch(object, changes, folder, open))];
}

/** Why an attempt was none: it changed nothing of the field, or more than that. */
type Failure = Pick<Judgement, 'besides'>;

interface Fields {
  /** What an edit may adopt; the first is to be. */
  readonly open: readonly DriftedField[];
  readonly pending: readonly DriftedField[];
}

async function tryAll(
  attempts: readonly Attempt[],
  fields: Fields,
  workspace: Workspace,
): Promise<{ readonly success: FieldResult | undefined; readonly failures: readonly Failure[] }> {
  const failures: Failure[] = [];
  let second: FieldResult | undefined;
  for (const attempt of attempts) {
    for (const proposal of await attempt.proposals()) {
      const trial = await tryProposal(proposal, attempt, fields, workspace);
      if (trial === undefined) continue;
      const { judgement } = trial;
      if (
        judgement.besides.length > 0 ||
        !judgement.adopted.some((one) => one === fields.open[0])
      ) {
        failures.push(judgement);
        continue;
      }
      // What changes nothing alongside is better.
      if (judgement.alongside.length === 0) return { success: trial.result, failures };
      second ??= trial.result;
    }
  }
  return { success: second, failures };
}

async function tryProposal(
  proposal: Proposal,
  { through, changes }: Attempt,
  { open, pending: all }: Fields,
  workspace: Workspace,
): Promise<{ readonly judgement: Judgement; readonly result: FieldResult } | undefined> {
  const contents = contentsAfter(proposal);
  if (contents === undefined) return undefined;
  const edited = new Map([...workspace.edited, ...contents]);
  const rendering = await workspace.render(edited);
  const monitor = through && { id: objectIdOf(through.manifest), changes };
  const { target } = workspace;
  const allowed = { target, fields: open, monitor, renames: workspace.renames };
  const judgement = judgeEdit(workspace.rendering, rendering, allowed);
  const path = changes.map((change) => formatFieldPath(change.path)).join(', ');
  const adopted = judgement.adopted.map((one) => ({
    ...one,
    target,
    way: proposal.way,
    position: positionOfProposal(proposal),
    through: through && `${path} of TidbMonitor ${through.manifest.metadata.name}`,
    renamed: judgement.renamed,
    alongside: judgement.alongside,
  }));
  const pending = all.filter((one) => !judgement.adopted.includes(one));
  const renames = renamedAgain(workspace.renames, judgement.renamed);
  const edit = { edited, rendering, renames };
  return { judgement, result: { adopted, refused: [], pending, edit } };
}

function reasonOf(
  object: Rendered,
  field: DriftedField,
  { built }: TargetRendering,
  failures: readonly Failure[],
): Problem {
  const position = sourceOf(object, field);
  const isBuilt = built.some(({ manifest }) => isSameManifest(manifest, object.manifest));
  const monitor = isBuilt ? undefined : monitorOf(object, built);
  const more = failures.find(({ besides }) => besides.length > 0);
  if (monitor !== undefined && more === undefined) {
    return refusal(field, position, noCounterpart(objectIdOf(monitor.manifest)));
  }
  if (!isBuilt && monitor === undefined) return refusal(field, position, notFromFiles);
  if (isPatchwork(object, field)) return refusal(field, position, severalFiles);
  // A patch that changed nothing was overruled.
  if (failures.some(({ besides }) => besides.length === 0)) {
    return refusal(field, position, computed(position));
  }
  return refusal(field, position, more === undefined ? noPlace : changesMore(more.besides));
}

/** Whether the parts of a value come from several files. */
function isPatchwork({ provenance }: Rendered, { path, wanted }: DriftedField): boolean {
  return new Set(stepsIn(wanted).map((step) => provenance.field([...path, step])?.file)).size > 1;
}

function stepsIn(value: JsonValue | undefined): readonly (string | number)[] {
  if (Array.isArray(value)) return value.map((_: JsonValue, index) => index);
  return isJsonObject(value) ? Object.keys(value) : [];
}

/** The parts of a value that differ, where it has the same ones on both sides. */
function partsOf(field: DriftedField): readonly DriftedField[] {
  const { path, wanted, live } = field;
  const steps = stepsIn(wanted);
  if (steps.join('\n') !== stepsIn(live).join('\n')) return [];
  return steps
    .map((step) => ({
      ...field,
      path: [...path, step],
      wanted: valueAt(wanted, [step]),
      live: valueAt(live, [step]),
    }))
    .filter((part) => !jsonEquals(part.wanted, part.live));
}
