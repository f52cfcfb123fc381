import type { Manifest } from '../../../model/manifest.ts';
import { compareQuantities } from '../../../model/quantity.ts';
import type { StepAction } from '../../../plan/migrations/step-action.ts';
import { conditionOf, isTrue } from '../../conditions.ts';
import { changeSame, textAt } from '../guarded.ts';
import {
  done,
  notDone,
  nothing,
  StepBlockedError,
  type StepContext,
  type StepKind,
  underWay,
  unverifiable,
} from '../step-kind.ts';
import { claimReference, findClaim } from '../volumes.ts';

type GrowClaim = Extract<StepAction, { kind: 'grow-claim' }>;

export const growClaim: StepKind<GrowClaim> = {
  precheck: nothing,
  async act(action, on) {
    const live = await findOn(action, on);
    const subject = nameOf(action);
    if (live === undefined) throw new StepBlockedError(`${subject}: is gone, or on another volume`);
    const object = { ...claimReference(action.claim), uid: live.metadata.uid ?? '' };
    await changeSame(object, on, (claim) =>
      asksFor(claim, action.size)
        ? undefined
        : { spec: { resources: { requests: { storage: action.size } } } },
    );
  },
  async verify(action, on) {
    const live = await findOn(action, on);
    const subject = nameOf(action);
    if (live === undefined) return unverifiable(`${subject} is gone, or on another volume`);
    if (!asksFor(live, action.size)) return notDone;
    const capacity = textAt(live, 'status', 'capacity', 'storage');
    if (compareQuantities(capacity, action.size) >= 0) return done;
    // The volume has grown; the file system on it follows when a pod next mounts it.
    if (isTrue(conditionOf(live, 'FileSystemResizePending'))) return done;
    return underWay(`${subject} to grow from ${capacity} to ${action.size}`);
  },
};

async function findOn(
  { claim, volume }: GrowClaim,
  on: StepContext,
): Promise<Manifest | undefined> {
  const live = await findClaim(claim, on);
  return textAt(live, 'spec', 'volumeName') === volume.name ? live : undefined;
}

function asksFor(claim: Manifest, size: string): boolean {
  const request = textAt(claim, 'spec', 'resources', 'requests', 'storage');
  return compareQuantities(request, size) >= 0;
}

function nameOf({ claim }: GrowClaim): string {
  return `PersistentVolumeClaim/${claim.namespace}/${claim.name}`;
}
