import {
  fieldManager,
  hookFinalizer,
  hookRunAnnotation,
  hookStepAnnotation,
} from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Cluster, ObjectReference } from '../../model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../../model/ports/cluster-errors.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { PlannedHook } from '../../plan/hooks/planned-hook.ts';
import type { HealthRules } from '../health.ts';
import { healthOf } from '../health-of.ts';

/** How often a finalizer is taken off while others write the object. */
const releaseTries = 10;

export function referenceOf({ apiVersion, kind, metadata }: Manifest): ObjectReference {
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** Which try of which run a record stands for: what its object is recognised by. */
export function runOf({ digest, facts }: Pick<StepRecord, 'digest' | 'facts'>): string {
  return `${digest}#${facts.serial ?? '1'}`;
}

/** The object of a hook as it is sent: marked as this run, and kept until its end is on record. */
export function markedHook({ manifest, step }: PlannedHook, record: StepRecord): Manifest {
  const { metadata } = manifest;
  const marks = { [hookStepAnnotation]: step, [hookRunAnnotation]: runOf(record) };
  return {
    ...manifest,
    metadata: {
      ...metadata,
      annotations: { ...metadata.annotations, ...marks },
      finalizers: [...(metadata.finalizers ?? []), hookFinalizer],
    },
  };
}

export function isRun(live: Manifest, record: Pick<StepRecord, 'digest' | 'facts'>): boolean {
  return live.metadata.annotations?.[hookRunAnnotation] === runOf(record);
}

/** How a run ended; `undefined` while it goes on. */
export interface HookEnd {
  readonly outcome: 'Succeeded' | 'Failed';
  readonly message: string;
}

export function endOf(live: Manifest, rules: HealthRules): HookEnd | undefined {
  const { deletionTimestamp, ...metadata } = live.metadata;
  const { status, message } = healthOf({ ...live, metadata }, rules);
  if (status === 'Current') return { outcome: 'Succeeded', message };
  if (status === 'Failed') return { outcome: 'Failed', message };
  return deletionTimestamp === undefined
    ? undefined
    : { outcome: 'Failed', message: `somebody deleted it before its end (${message})` };
}

/** Lets an object go: from now on it may be deleted. Never makes one that is gone. */
export async function release(cluster: Cluster, live: Manifest): Promise<void> {
  const reference = referenceOf(live);
  let object: Manifest | undefined = live;
  for (let tries = 1; ; tries++) {
    const { finalizers = [], resourceVersion, uid } = object.metadata;
    if (!finalizers.includes(hookFinalizer) || uid !== live.metadata.uid) return;
    const kept = finalizers.filter((one) => one !== hookFinalizer);
    const document = { metadata: { uid, resourceVersion, finalizers: kept } };
    try {
      await cluster.patch(reference, { type: 'merge', document }, { fieldManager });
      return;
    } catch (error) {
      if (error instanceof NotFoundError) return;
      if (!(error instanceof ConflictError) || tries === releaseTries) throw error;
    }
    object = await cluster.get(reference);
    if (object === undefined) return;
  }
}
