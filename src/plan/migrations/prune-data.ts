import { approvedClaims } from '../../model/ledger/approved-claims.ts';
import { findStep, type StepLedger } from '../../model/ledger/step-ledger.ts';
import { prunedDataStep } from '../../model/ledger/step-names.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type ObjectId, objectIdOf, objectKey } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { Target } from '../../model/target.ts';
import { digestOf } from '../digest.ts';
import type { Hold, WaitingChange } from '../holds/hold.ts';
import type { LiveIdentity, Skip } from '../plan.ts';
import { keepSetting } from '../prune-guard.ts';
import { replicasOf, requestOf } from './monitor-set.ts';
import type { RemainingClaim } from './remaining-data.ts';
import { objectsOfKind, type Surroundings } from './surroundings.ts';

/** A claim of a shard or replica that is no more. */
export interface DataClaim {
  readonly id: ObjectId;
  readonly apiVersion: string;
  readonly live: LiveIdentity;
  /** What it asks for: a quantity. */
  readonly size: string;
}

/** What becomes of data that no shard and no replica has any more. */
export interface RemainingData {
  /** What an approval is bound to: exactly the claims that are kept and may go, by their uids. */
  readonly digest: string;
  /** What stays until somebody approves that it goes. */
  readonly kept: readonly DataClaim[];
  /** What is deleted now: somebody has approved exactly this. */
  readonly pruned: readonly DataClaim[];
  /** The digest of the approval that `pruned` goes by. */
  readonly approved: string;
  /** What is on record of that approval. */
  readonly record: StepRecord | undefined;
  /** Approvals on record that nothing goes by any more: their claims are gone, or are in use again. */
  readonly over: readonly StepRecord[];
}

export interface DataQuestion {
  readonly target: Target;
  readonly approvals: ReadonlySet<string>;
  readonly holds: readonly Hold[];
  readonly ledger: StepLedger;
  /** Live objects of the target, by key. */
  readonly live: ReadonlyMap<string, Manifest>;
  readonly around: Surroundings;
}

export interface PlannedData {
  readonly remaining: RemainingData;
  readonly skips: readonly Skip[];
  readonly waiting: readonly WaitingChange[];
}

/** More claims than this are offered one part after the other: the record of an approval is bounded. */
const mostAtOnce = 200;

/**
 * Decides about claims that are left over. They are deleted only by an approval
 * of exactly these, and only once nothing that could use them is there.
 */
export function planData(found: readonly RemainingClaim[], question: DataQuestion): PlannedData {
  const { target, approvals, holds, ledger } = question;
  const stays = new Map(found.map((one) => [one, whyItStays(one, question)]));
  const free = found.filter((one) => stays.get(one) === undefined).map(claimOf);
  const { goesOn, over } = approvalsBegun(found, free, question);
  const offered = free.slice(0, mostAtOnce);
  const digest = dataDigest(target.name, offered);
  const approved = goesOn === undefined ? approvals.has(digest) : true;
  const going = goesOn === undefined ? offered : free.filter((one) => isFor(goesOn, one));
  const due = approved ? going : [];
  const pruned = holds.length === 0 ? due : [];
  const kept = offered.filter((one) => !due.includes(one));
  return {
    remaining: {
      digest: dataDigest(target.name, kept),
      kept,
      pruned,
      approved: goesOn?.digest ?? digest,
      record: goesOn ?? findStep(ledger, { target: target.name, step: prunedDataStep, digest }),
      over,
    },
    skips: [
      ...found.flatMap((one) => staying(one, stays.get(one))),
      ...kept.map((one) => keptSkip(one, target.name, dataDigest(target.name, kept))),
    ],
    waiting: due
      .filter((one) => !pruned.includes(one))
      .map(({ id }) => ({ what: 'delete', id, reason: 'its deletion is approved' })),
  };
}

/** Binds an approval to a target and exactly these claims, whatever Git says otherwise. */
function dataDigest(target: string, claims: readonly DataClaim[]): string {
  const deletions = claims.map(({ id, live }) => `${objectKey(id)} ${live.uid}`);
  return digestOf({ data: target, deletions: deletions.sort() });
}

function claimOf({ claim }: RemainingClaim): DataClaim {
  const { uid = '', resourceVersion = '' } = claim.metadata;
  return {
    id: objectIdOf(claim),
    apiVersion: claim.apiVersion,
    live: { uid, resourceVersion },
    size: requestOf(claim),
  };
}

/** Why a claim cannot go yet, whoever approves it. */
function whyItStays(
  { claim, set, ordinal }: RemainingClaim,
  { live, target }: DataQuestion,
): string | undefined {
  const owner = live.get(objectKey({ group: 'apps', kind: 'StatefulSet', ...set }));
  if (owner !== undefined && ordinal < replicasOf(owner)) {
    return `as long as StatefulSet/${set.namespace}/${set.name} has that replica`;
  }
  if (claim.metadata.deletionTimestamp !== undefined) return 'until its deletion has ended';
  if (!target.prune) return 'because pruning is off for this target';
  const setting = keepSetting(claim);
  return setting === undefined ? undefined : `because ${setting} is set on it`;
}

/** Approvals that have begun: one that goes on, and those that are over. */
function approvalsBegun(
  found: readonly RemainingClaim[],
  free: readonly DataClaim[],
  { ledger, around }: DataQuestion,
): { readonly goesOn: StepRecord | undefined; readonly over: readonly StepRecord[] } {
  const begun = ledger.records.filter(
    ({ step, outcome }) => step === prunedDataStep && outcome === 'Started',
  );
  const freed = new Set(free.map(({ live }) => live.uid));
  const going = found.filter(({ claim }) => claim.metadata.deletionTimestamp !== undefined);
  const gone = new Set(going.map(({ claim }) => claim.metadata.uid));
  const alive = new Set(
    objectsOfKind(around, 'PersistentVolumeClaim').map(({ metadata }) => metadata.uid),
  );
  const goesOn = begun.find((record) => {
    const left = approvedClaims(record).filter(({ uid }) => alive.has(uid) && !gone.has(uid));
    // One that is in use again takes the approval back: it was given for what nobody used.
    return left.length > 0 && left.every(({ uid }) => freed.has(uid));
  });
  return { goesOn, over: begun.filter((record) => record !== goesOn) };
}

function isFor(record: StepRecord, { live }: DataClaim): boolean {
  return approvedClaims(record).some(({ uid }) => uid === live.uid);
}

function staying({ claim }: RemainingClaim, why: string | undefined): readonly Skip[] {
  if (why === undefined) return [];
  const text = `it holds ${requestOf(claim)} of data of a shard or replica that goes, and stays ${why}`;
  return [skipOf(objectIdOf(claim), text)];
}

function keptSkip({ id, size }: DataClaim, target: string, digest: string): Skip {
  const text = `it holds ${size} of data of a shard or replica that is no more; once nobody needs it: tidewatch approve ${target} ${digest}`;
  return skipOf(id, text);
}

function skipOf(id: ObjectId, text: string): Skip {
  return { id, what: 'prune', reason: { code: 'HOLDS_DATA', text }, position: undefined };
}
