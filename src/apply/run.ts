import type { Change } from '../model/change.ts';
import type { Problem } from '../model/errors.ts';
import type { Inventory } from '../model/inventory.ts';
import type { Manifest } from '../model/manifest.ts';
import { objectIdOf, objectKey } from '../model/object-id.ts';
import type { StepRecord } from '../model/ports/ledger.ts';
import type { Plan } from '../plan/plan.ts';
import type { ApplyContext } from './apply.ts';
import type { ObjectHealth } from './health.ts';

/** What one apply has done and seen so far. */
export interface ApplyRun {
  readonly plan: Plan;
  readonly context: ApplyContext;
  readonly concurrency: number;
  readonly changes: Change[];
  readonly problems: Problem[];
  /** The latest known state of live objects, by key. */
  readonly live: Map<string, Manifest>;
  /** The uids of live objects, by key. */
  readonly uids: Map<string, string>;
  /** Keys of objects whose deletion the server has accepted. */
  readonly deleting: Set<string>;
  /** Keys of objects that are gone. */
  readonly deleted: Set<string>;
  /** The inventory as it is stored now. */
  stored: Inventory;
  /** The record that this apply has begun an approved plan. */
  readonly approved: StepRecord[];
  /** Steps of hooks that this apply has looked after. */
  readonly begun: Set<string>;
  /** Commands with which a person goes on from here. */
  readonly next: string[];
  /** Gives up waiting for health; never where a hook has to see the end of its revision. */
  readonly stopWaiting: AbortSignal | undefined;
  reached: string;
  healthy: boolean | undefined;
  unhealthy: readonly ObjectHealth[];
}

export function startRun(plan: Plan, context: ApplyContext): ApplyRun {
  const uids = new Map<string, string>();
  for (const { id, uid } of plan.inventory.applied) {
    if (uid !== undefined) uids.set(objectKey(id), uid);
  }
  return {
    plan,
    context,
    concurrency: context.concurrency ?? 32,
    changes: plan.skips.map(({ id, reason }) => ({ id, action: 'skipped', reason: reason.text })),
    problems: [],
    live: new Map(plan.observed.map((object) => [objectKey(objectIdOf(object)), object])),
    uids,
    deleting: new Set(),
    deleted: new Set(),
    approved: [],
    begun: new Set(),
    next: [],
    stopWaiting: plan.uninterrupted ? undefined : context.stopWaiting,
    stored: plan.inventory.recorded,
    reached: 'Preflight',
    healthy: undefined,
    unhealthy: [],
  };
}

export function stepStarted(run: ApplyRun, step: string, objects: number): void {
  run.reached = step;
  run.context.onProgress?.({ type: 'step-started', step, objects });
}

export function stepFinished(run: ApplyRun): void {
  run.context.onProgress?.({ type: 'step-finished', step: run.reached });
}

/** Keeps what happened to an object, and tells whoever watches. */
export function changed(run: ApplyRun, change: Change): void {
  run.changes.push(change);
  run.context.onProgress?.({ type: 'changed', step: run.reached, change });
}

/** Keeps the state of an object as a write or a watch has shown it. */
export function seen(run: ApplyRun, object: Manifest): void {
  const key = objectKey(objectIdOf(object));
  run.live.set(key, object);
  if (object.metadata.uid !== undefined) run.uids.set(key, object.metadata.uid);
}
