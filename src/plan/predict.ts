import { fieldManager } from '../model/identity.ts';
import { replacedManagersOf } from '../model/managed-fields.ts';
import type { Manifest, OwnerReference } from '../model/manifest.ts';
import { type ObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import { ownerIdOf, ownersWithoutUid, withOwnerUids } from '../model/owner-uids.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import { ClusterError, UnavailableError } from '../model/ports/cluster-errors.ts';
import { fluxSetting } from './annotations.ts';
import { appliedUnchanged } from './applied-unchanged.ts';
import { changesNothing } from './changes-nothing.ts';
import { deferral, type SetState } from './deferral.ts';
import { manifestDigest } from './digest.ts';
import type { DryRunMemory } from './dry-run-memory.ts';
import { getObject } from './read-live.ts';
import { removalPatch, takeoverRemovals } from './takeover-removals.ts';

/** What the server says that applying one desired object would do. */
export type Prediction =
  /** Known without a request, or because a dry-run changed nothing. */
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'create' }
  | {
      readonly kind: 'update';
      /** The object after the apply, fields taken over from other managers still in it. */
      readonly result: Manifest;
      readonly takesOverFrom: readonly string[];
      /** The object without the fields that go with the take-over. */
      readonly withoutTakenOver: Manifest | undefined;
    }
  /** It cannot be asked yet; `because` names what must be there first. */
  | { readonly kind: 'deferred'; readonly because: string }
  | { readonly kind: 'refused'; readonly error: ClusterError }
  /** It names an owner that neither lives nor is desired. */
  | { readonly kind: 'ownerless'; readonly owner: ObjectId };

export interface PredictContext {
  readonly cluster: Cluster;
  /** Remembers dry-runs that changed nothing; keep one per agent. */
  readonly memory: DryRunMemory;
  readonly signal?: AbortSignal;
}

/** An owner that does not exist yet has some uid in a dry-run: the server only wants one. */
const uidToCome = '00000000-0000-4000-8000-000000000000';

/** Asks the server, unless the answer is known. Puts what it finds to live into `live`. */
export async function predict(
  desired: Manifest,
  state: SetState,
  live: Map<string, Manifest>,
  context: PredictContext,
): Promise<Prediction> {
  const key = objectKey(objectIdOf(desired));
  const unreadable = state.unreadable.get(key);
  if (unreadable !== undefined) return { kind: 'refused', error: unreadable };
  const missing = await lookUpOwners(desired, state, live, context);
  if (missing !== undefined) return { kind: 'ownerless', owner: missing };
  const sent = withOwnerUids(desired, (owner) => ownerUid(desired, owner, live) ?? uidToCome);
  const known = live.get(key);
  if (known !== undefined && isKnownUnchanged(sent, known, context)) return { kind: 'unchanged' };
  const because = deferral(desired, state);
  if (because !== undefined) return { kind: 'deferred', because };
  let result: Manifest;
  try {
    result = await dryRun(sent, context);
  } catch (error) {
    if (!isRefusal(error)) throw error;
    await lookUp(desired, live, context).catch((thrown) => {
      // Who may not write it may not be allowed to read it either.
      if (!isRefusal(thrown)) throw thrown;
    });
    return { kind: 'refused', error };
  }
  // Nothing has a resource version before it is stored, or once it is gone again.
  const exists = (result.metadata.resourceVersion ?? '') !== '';
  const before = exists ? (known ?? (await lookUp(desired, live, context))) : undefined;
  if (before === undefined) {
    live.delete(key);
    return { kind: 'create' };
  }
  return compare(sent, before, result, context);
}

/** Finds the owners that are not of this set; gives the first that does not exist. */
async function lookUpOwners(
  desired: Manifest,
  { desired: keys }: SetState,
  live: Map<string, Manifest>,
  { cluster, signal }: PredictContext,
): Promise<ObjectId | undefined> {
  for (const owner of ownersWithoutUid(desired)) {
    const id = ownerIdOf(desired, owner);
    const known = [id, ownerIdOf(desired, owner, true)].map(objectKey);
    if (known.some((key) => keys.has(key) || live.has(key))) continue;
    const wanted = { id, apiVersion: owner.apiVersion };
    const found = await getObject(wanted, { cluster, signal });
    if (found === undefined) return id;
    live.set(objectKey(objectIdOf(found)), found);
  }
  return undefined;
}

function ownerUid(
  child: Manifest,
  owner: OwnerReference,
  live: ReadonlyMap<string, Manifest>,
): string | undefined {
  const object =
    live.get(objectKey(ownerIdOf(child, owner))) ??
    live.get(objectKey(ownerIdOf(child, owner, true)));
  return object?.metadata.uid;
}

function isKnownUnchanged(sent: Manifest, live: Manifest, { memory }: PredictContext): boolean {
  if (appliedUnchanged(sent, live)) return true;
  const { uid = '', resourceVersion = '' } = live.metadata;
  return memory.has(uid, resourceVersion, manifestDigest(sent));
}

function dryRun(manifest: Manifest, { cluster, signal }: PredictContext): Promise<Manifest> {
  return cluster.apply(manifest, {
    fieldManager,
    force: true,
    dryRun: true,
    ...(signal === undefined ? {} : { signal }),
  });
}

/** The live object of a desired one that the lists did not show: it has no label of ours. */
async function lookUp(
  desired: Manifest,
  live: Map<string, Manifest>,
  context: PredictContext,
): Promise<Manifest | undefined> {
  const key = objectKey(objectIdOf(desired));
  const known = live.get(key);
  if (known !== undefined) return known;
  const { cluster, signal } = context;
  const wanted = { id: objectIdOf(desired), apiVersion: desired.apiVersion };
  const found = await getObject(wanted, { cluster, signal });
  if (found !== undefined) live.set(key, found);
  return found;
}

async function compare(
  sent: Manifest,
  live: Manifest,
  result: Manifest,
  context: PredictContext,
): Promise<Prediction> {
  const merges = fluxSetting(sent, 'ssa') === 'merge';
  const takesOverFrom = merges ? [] : replacedManagersOf(live);
  if (takesOverFrom.length === 0 && changesNothing(live, result)) {
    // The state that the server compared with, which may be newer than what was read.
    const { uid = '', resourceVersion = '' } = result.metadata;
    context.memory.remember(uid, resourceVersion, manifestDigest(sent));
    return { kind: 'unchanged' };
  }
  const removals = takesOverFrom.length === 0 ? [] : takeoverRemovals(sent, live);
  if (removals.length === 0) {
    return { kind: 'update', result, takesOverFrom, withoutTakenOver: undefined };
  }
  const withoutTakenOver = await dryRunRemovals(sent, removalPatch(removals), context);
  return { kind: 'update', result, takesOverFrom, withoutTakenOver };
}

/**
 * What is left when fields are removed, with the server's defaults in their
 * place; `undefined` where the server cannot say, because a field may only go
 * together with a change that the apply makes.
 */
async function dryRunRemovals(
  sent: Manifest,
  operations: ReturnType<typeof removalPatch>,
  { cluster, signal }: PredictContext,
): Promise<Manifest | undefined> {
  const { apiVersion, kind, metadata } = sent;
  const reference = { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
  try {
    return await cluster.patch(
      reference,
      { type: 'json', operations },
      { fieldManager, dryRun: true, ...(signal === undefined ? {} : { signal }) },
    );
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return undefined;
  }
}

/** Whether the server has answered, and said no. */
function isRefusal(thrown: unknown): thrown is ClusterError {
  return thrown instanceof ClusterError && !(thrown instanceof UnavailableError);
}
