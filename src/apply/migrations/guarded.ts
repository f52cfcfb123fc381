import { fieldManager } from '../../model/identity.ts';
import type { JsonObject } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import type { ObjectReference } from '../../model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../../model/ports/cluster-errors.ts';
import type { StepObject } from '../../plan/migrations/step-action.ts';
import {
  done,
  notDone,
  StepBlockedError,
  type StepContext,
  underWay,
  type Verdict,
} from './step-kind.ts';

/** How often a write is tried while somebody else keeps writing the object. */
const writeTries = 5;

/** The object that a step is about; `undefined` where it is gone, or is another one of that name. */
export async function findSame(object: StepObject, on: StepContext): Promise<Manifest | undefined> {
  const live = await find(object, on);
  return live?.metadata.uid === object.uid ? live : undefined;
}

export async function find(
  { apiVersion, kind, namespace, name }: ObjectReference,
  { cluster, signal }: StepContext,
): Promise<Manifest | undefined> {
  try {
    return await cluster.get({ apiVersion, kind, namespace, name }, signal);
  } catch (error) {
    if (error instanceof NotFoundError) return undefined;
    throw error;
  }
}

/** What a merge patch has to change; `undefined` where the object is as it should be. */
export type Change = (live: Manifest) => JsonObject | undefined;

/** Changes an object if it is still the same, and only what it was when it was looked at. */
export async function changeSame(
  object: StepObject,
  on: StepContext,
  change: Change,
): Promise<void> {
  const { apiVersion, kind, namespace, name } = object;
  for (let tries = 1; ; tries++) {
    const live = await findSame(object, on);
    if (live === undefined) throw gone(object);
    const document = change(live);
    if (document === undefined) return;
    const { uid, resourceVersion } = live.metadata;
    const metadata = { ...(document.metadata as JsonObject | undefined), uid, resourceVersion };
    try {
      await on.cluster.patch(
        { apiVersion, kind, namespace, name },
        { type: 'merge', document: { ...document, metadata } },
        { fieldManager },
      );
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === writeTries) throw error;
    }
  }
}

/** Deletes an object if it is still the same. */
export async function deleteSame(
  { apiVersion, kind, namespace, name, uid }: StepObject,
  { cluster }: StepContext,
  options: {
    readonly propagation?: 'Background' | 'Orphan';
    readonly resourceVersion?: string;
  } = {},
): Promise<void> {
  try {
    await cluster.delete({ apiVersion, kind, namespace, name }, { uid, ...options });
  } catch (error) {
    if (!(error instanceof NotFoundError)) throw error;
  }
}

/** Whether an object is gone, or on its way. */
export async function verifyGone(object: StepObject, on: StepContext): Promise<Verdict> {
  const live = await findSame(object, on);
  if (live === undefined) return done;
  return live.metadata.deletionTimestamp === undefined
    ? notDone
    : underWay(`${nameOf(object)} to be gone`);
}

/** How long undoing waits for an object to go, in seconds. */
const longestGoing = 60;

/** Waits until an object that was deleted is gone. Throws `StepBlockedError` where something keeps it. */
export async function waitGone(object: StepObject, on: StepContext): Promise<void> {
  for (let seconds = 0; seconds < longestGoing; seconds++) {
    if ((await findSame(object, on)) === undefined) return;
    await on.clock.sleep(1_000, on.signal);
  }
  throw new StepBlockedError(
    `${nameOf(object)}: is deleted but does not go; see what keeps it, and try again`,
  );
}

export function gone(object: StepObject): StepBlockedError {
  return new StepBlockedError(
    `${nameOf(object)}: is gone, or another one of that name; look what has become of it`,
    { data: { uid: object.uid } },
  );
}

/** `Kind/namespace/name`. */
export function nameOf({ kind, namespace, name }: ObjectReference): string {
  return namespace === '' ? `${kind}/${name}` : `${kind}/${namespace}/${name}`;
}

export function textAt(object: Manifest | undefined, ...path: readonly string[]): string {
  const value = valueAt(object, path);
  return typeof value === 'string' ? value : '';
}
