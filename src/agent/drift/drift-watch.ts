import { isDeepStrictEqual } from 'node:util';
import type { KnownDrift } from '../../drift/drift.ts';
import type { DriftRule } from '../../drift/policies.ts';
import type { DriftPolicy } from '../../model/drift-policy.ts';
import { objectKey } from '../../model/object-id.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import { UnavailableError } from '../../model/ports/cluster-errors.ts';
import type { Snapshot } from '../../model/ports/source.ts';
import type { Target } from '../../model/target.ts';
import type { Desired } from '../../plan/desired.ts';
import type { Observation } from '../../plan/observe.ts';
import { readInventory } from '../../plan/read-inventory.ts';
import type { PlannedTarget, PlanRequest } from '../plan-target.ts';
import type { WatchListener } from '../watching/keep-watching.ts';
import type { WatchHub } from '../watching/watch-hub.ts';
import { answerDrift } from './answer-drift.ts';
import { confirmDifferences } from './confirm-differences.ts';
import { createDriftTracker } from './drift-tracker.ts';
import { expectationOf } from './expectation-of.ts';
import type { DriftSettings } from './judge-object.ts';
import type { WriteObserver } from './observed-writes.ts';
import { spareDesired } from './spare-desired.ts';
import type { TrackedObject } from './tracked-object.ts';

export interface DriftWatchOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly hub: WatchHub;
  /** The namespace of inventories. */
  readonly namespace: string;
  readonly rules: readonly DriftRule[];
  /** What a target does about drift where no rule says otherwise. */
  readonly standardOf: (target: Target) => DriftPolicy;
  /** Asks for an attempt at a target now; `false` where that cannot be. */
  readonly correct: (target: string) => boolean;
  /** Told of the drift of a target whenever it changes: what it is now, and what it was. */
  readonly tell: (
    target: string,
    now: readonly KnownDrift[],
    before: readonly KnownDrift[],
    lineOrigin: Snapshot['lineOrigin'] | undefined,
  ) => void;
  /** Told of kinds that cannot be watched now: drift there is not seen. */
  readonly unwatched: NonNullable<WatchListener['failed']>;
  readonly stop: AbortSignal;
}

/** Watches what targets applied, tells of drift, and has it corrected as policies say. */
export interface DriftWatch {
  /** To be told of every write of desired state. */
  readonly writes: WriteObserver;
  /** The desired objects without what is to stay as somebody left it. */
  spare(desired: Desired, observation: Observation): Desired;
  /** A plan is about to run. */
  expect(request: Pick<PlanRequest, 'target' | 'lineOrigin'>, planned: PlannedTarget): void;
  /** An attempt at a target has ended. */
  settled(target: string): void;
  /** A target is gone, or about to go. */
  forget(target: string): void;
}

/** What happens within this time is told together; milliseconds. */
const pause = 100;
/** Before that, the first lists of the watches may not have come; milliseconds. */
const firstLook = 2_000;
/** An attempt that did not correct what it was asked for is not asked for again sooner; milliseconds. */
const patience = 60_000;

export function createDriftWatch(options: DriftWatchOptions): DriftWatch {
  const { cluster, clock, namespace, stop } = options;
  const settings = new Map<string, DriftSettings>();
  const origins = new Map<string, Snapshot['lineOrigin']>();
  const told = new Map<string, readonly KnownDrift[]>();
  const alarms = new Map<string, { readonly at: number; readonly off: AbortController }>();

  const settingsOf = (target: string): DriftSettings =>
    settings.get(target) ?? { target, standard: { action: 'warn' }, rules: [], ignored: [] };

  const tracker = createDriftTracker({
    now: clock.now,
    settingsOf,
    async confirm(wanted, live, differences) {
      try {
        return await confirmDifferences(wanted, live, differences, cluster, stop);
      } catch (thrown) {
        // A server that refuses what Git wants cannot have made the difference itself.
        return stop.aborted || thrown instanceof UnavailableError ? undefined : differences;
      }
    },
    read: ({ id: { kind, namespace: place, name }, apiVersion }) =>
      cluster.get({ apiVersion, kind, namespace: place, name }, stop),
    async isRecorded(target, key) {
      const { entries } = await readInventory(cluster, namespace, target, stop);
      return entries.some(({ id }) => objectKey(id) === key);
    },
    watch: (kinds) => membership.watch(kinds),
    changed: (target) => wakeAt(target, clock.now() + pause),
  });
  const membership = options.hub.join({ ...tracker, failed: options.unwatched });

  /** Looks at a target then, or earlier where somebody else asks for that. */
  function wakeAt(target: string, at: number): void {
    const set = alarms.get(target);
    if (stop.aborted || !Number.isFinite(at) || (set !== undefined && set.at <= at)) return;
    set?.off.abort();
    const off = new AbortController();
    alarms.set(target, { at, off });
    clock.sleep(Math.max(0, at - clock.now()), AbortSignal.any([stop, off.signal])).then(
      () => {
        alarms.delete(target);
        react(target);
      },
      () => undefined,
    );
  }

  function react(target: string): void {
    const now = clock.now();
    const due: TrackedObject[] = [];
    let next = Number.POSITIVE_INFINITY;
    for (const tracked of tracker.trackedBy(target)) {
      const { drift } = tracked;
      if (drift === undefined) continue;
      const { answer, askAgainAt } = answerDrift(tracked, drift, settingsOf(target), now);
      tracked.drift = { ...drift, answer };
      const waits = answer.kind === 'correct' ? waitsUntil(tracked) : 0;
      if (answer.kind === 'correct' && Math.max(askAgainAt, waits) <= now) due.push(tracked);
      else next = Math.min(next, Math.max(askAgainAt, waits));
    }
    tellOf(target);
    if (due.length > 0 && options.correct(target)) {
      for (const tracked of due) tracked.askedAt = now;
    }
    wakeAt(target, next);
  }

  function tellOf(target: string): void {
    const before = told.get(target);
    const drifts = tracker.drifts(target);
    told.set(target, drifts);
    // The first time even nothing is told: the record may be of an agent before this one.
    if (isDeepStrictEqual(before, drifts)) return;
    options.tell(target, drifts, before ?? [], origins.get(target));
  }

  return {
    writes: tracker,
    spare: (desired, observation) =>
      spareDesired(desired, observation, {
        tracked: tracker.tracked,
        settings: settingsFor(desired.target),
        now: clock.now(),
      }),
    expect({ target, lineOrigin }, planned) {
      if (lineOrigin !== undefined) origins.set(target.name, lineOrigin);
      settings.set(target.name, settingsFor(target));
      tracker.expect(expectationOf(target.name, planned));
      if (!told.has(target.name)) wakeAt(target.name, clock.now() + firstLook);
    },
    settled(target) {
      tracker.settled(target);
      if (tracker.drifts(target).length > 0) wakeAt(target, clock.now() + pause);
    },
    forget(target) {
      tracker.forget(target);
      settings.delete(target);
      origins.delete(target);
      told.delete(target);
      alarms.get(target)?.off.abort();
      alarms.delete(target);
    },
  };

  function settingsFor(target: Target): DriftSettings {
    return {
      target: target.name,
      standard: options.standardOf(target),
      rules: options.rules,
      ignored: target.ignoredDifferences ?? [],
    };
  }
}

/** An attempt that was asked for and wrote nothing to it is given time. */
function waitsUntil({ askedAt, corrections }: TrackedObject): number {
  const last = corrections.at.at(-1);
  return askedAt === undefined || (last !== undefined && last >= askedAt) ? 0 : askedAt + patience;
}
