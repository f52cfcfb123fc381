import type { FieldChange } from '../model/change.ts';
import type { Problem } from '../model/errors.ts';
import { targetLabel } from '../model/identity.ts';
import type { InventoryEntry } from '../model/inventory.ts';
import { formatFieldPath, type Manifest, type Rendered } from '../model/manifest.ts';
import {
  formatObjectId,
  type ObjectId,
  objectIdOf,
  objectKey,
  splitApiVersion,
} from '../model/object-id.ts';
import { applyGuard } from './apply-guard.ts';
import { diffObjects } from './diff-objects.ts';
import type { Observation } from './observe.ts';
import { type OtherTargets, ownershipProblem } from './ownership.ts';
import type { PlannedObject, Skip } from './plan.ts';
import type { Prediction } from './predict.ts';
import { refusal } from './refusal.ts';
import type { SkipReason } from './skip-reason.ts';

export interface ObjectDecision {
  readonly planned: PlannedObject | undefined;
  readonly skip: Skip | undefined;
  readonly problems: readonly Problem[];
  /** The owner without which the object cannot be. */
  readonly missingOwner?: ObjectId;
  /** What is to be on record for the object, if anything. */
  readonly entry: InventoryEntry | undefined;
}

/** Decides what happens to one desired object. */
export function planObject(
  object: Rendered,
  target: string,
  observation: Observation,
  others: OtherTargets,
  recorded: ReadonlyMap<string, InventoryEntry>,
  leftAlone?: SkipReason,
): ObjectDecision {
  const { manifest } = object;
  const key = objectKey(objectIdOf(manifest));
  const live = observation.live.get(key);
  const guard = leftAlone ?? applyGuard(manifest, live);
  if (guard !== undefined) return leaveAlone(object, guard, recorded);
  const prediction = observation.predictions.get(key);
  const conflict = ownershipProblem(object, live, target, others);
  const problems = conflict === undefined ? [] : [conflict];
  if (prediction === undefined)
    return { planned: undefined, skip: undefined, problems, entry: undefined };
  if (prediction.kind === 'refused') problems.push(refusal(object, prediction.error));
  return {
    ...(prediction.kind === 'ownerless' ? { missingOwner: prediction.owner } : {}),
    planned: plannedObject(object, live, target, prediction),
    skip: undefined,
    problems,
    entry: entryOf(manifest, live, recorded.get(key), observation.adoptedBefore.has(key)),
  };
}

/** What was on record for an object that is not to be applied stays there. */
function leaveAlone(
  { manifest, provenance }: Rendered,
  reason: SkipReason,
  recorded: ReadonlyMap<string, InventoryEntry>,
): ObjectDecision {
  const id = objectIdOf(manifest);
  const skip: Skip = { id, what: 'apply', reason, position: provenance.object };
  return { planned: undefined, skip, problems: [], entry: recorded.get(objectKey(id)) };
}

export function ownerMissing({ manifest, provenance }: Rendered, owner: ObjectId): Problem {
  return {
    code: 'OWNER_MISSING',
    position: provenance.field(['metadata', 'ownerReferences']),
    subject: formatObjectId(objectIdOf(manifest)),
    what: `its owner ${formatObjectId(owner)} does not exist`,
    advice: 'add the owner to this target, or remove the owner reference',
  };
}

function entryOf(
  manifest: Manifest,
  live: Manifest | undefined,
  recorded: InventoryEntry | undefined,
  adoptedBefore: boolean,
): InventoryEntry {
  const foreign = live !== undefined && live.metadata.labels?.[targetLabel] === undefined;
  return {
    id: objectIdOf(manifest),
    version: splitApiVersion(manifest.apiVersion).version,
    uid: live?.metadata.uid,
    adopted: recorded?.adopted ?? (foreign || adoptedBefore),
  };
}

function plannedObject(
  { manifest, provenance }: Rendered,
  live: Manifest | undefined,
  target: string,
  prediction: Prediction,
): PlannedObject {
  const diff = live === undefined ? [] : differences(live, prediction);
  return {
    id: objectIdOf(manifest),
    ...describe(prediction, live, target, diff),
    diff,
    position: provenance.object,
    manifest,
    live:
      live === undefined
        ? undefined
        : { uid: live.metadata.uid ?? '', resourceVersion: live.metadata.resourceVersion ?? '' },
    takesOverFrom: prediction.kind === 'update' ? prediction.takesOverFrom : [],
  };
}

/** What the apply changes, and what goes with the fields that are taken over. */
function differences(live: Manifest, prediction: Prediction): readonly FieldChange[] {
  if (prediction.kind !== 'update') return [];
  const applied = diffObjects(live, prediction.result);
  if (prediction.withoutTakenOver === undefined) return applied;
  const known = new Set(applied.map(({ path }) => formatFieldPath(path)));
  const removed = diffObjects(live, prediction.withoutTakenOver).filter(
    ({ path }) => !known.has(formatFieldPath(path)),
  );
  return [...applied, ...removed];
}

type Description = Pick<PlannedObject, 'action' | 'reason' | 'dryRun'>;

function describe(
  prediction: Prediction,
  live: Manifest | undefined,
  target: string,
  diff: readonly FieldChange[],
): Description {
  switch (prediction.kind) {
    case 'unchanged':
      return { action: 'unchanged', reason: 'nothing differs', dryRun: 'not-needed' };
    case 'create':
      return { action: 'create', reason: 'it does not exist', dryRun: 'accepted' };
    case 'update':
      return {
        action: 'update',
        reason: updateReason(prediction.takesOverFrom, live, target, diff.length),
        dryRun: 'accepted',
      };
    case 'deferred':
      return {
        action: live === undefined ? 'create' : 'update',
        reason: prediction.because,
        dryRun: 'deferred',
      };
    case 'refused':
      return {
        action: live === undefined ? 'create' : 'update',
        reason: 'the API server refuses it',
        dryRun: 'refused',
      };
    case 'ownerless':
      return {
        action: live === undefined ? 'create' : 'update',
        reason: `its owner ${formatObjectId(prediction.owner)} does not exist`,
        dryRun: 'refused',
      };
  }
}

function updateReason(
  takesOverFrom: readonly string[],
  live: Manifest | undefined,
  target: string,
  fields: number,
): string {
  const label = live?.metadata.labels?.[targetLabel];
  const parts: string[] = [];
  if (label === undefined) parts.push('it exists and is taken over');
  else if (label !== target) parts.push(`it moves here from the target "${label}"`);
  if (takesOverFrom.length > 0) parts.push(`the fields of ${takesOverFrom.join(', ')} become ours`);
  if (fields > 0) parts.push(fields === 1 ? '1 field differs' : `${fields} fields differ`);
  return parts.length === 0 ? 'it owns other fields than it should' : parts.join('; ');
}
