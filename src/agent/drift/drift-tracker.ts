import { foreignDrift } from '../../drift/describe-drift.ts';
import type { KnownDrift } from '../../drift/drift.ts';
import { isExtraneous } from '../../drift/left-alone.ts';
import { targetLabel } from '../../model/identity.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import {
  compareObjectIds,
  type ObjectId,
  objectIdOf,
  objectKey,
  splitApiVersion,
} from '../../model/object-id.ts';
import type { WatchListener } from '../watching/keep-watching.ts';
import type { WatchedKind, WatchPlace } from '../watching/watched-kind.ts';
import {
  expectObject,
  type JudgeContext,
  judgeHeld,
  seeObject,
  trackedObject,
  wroteObject,
} from './object-tracker.ts';
import type { WriteObserver } from './observed-writes.ts';
import type { LiveState, TrackedObject } from './tracked-object.ts';
import { watchedKinds } from './watched-kinds.ts';

/** What a target wants from now on. */
export interface Expectation {
  readonly target: string;
  /** What was or is to be applied. */
  readonly objects: readonly { readonly object: Rendered; readonly unchanged: boolean }[];
  /** Keys of wanted objects that are left as they are in this attempt. */
  readonly leftAlone: ReadonlySet<string>;
  /** Keys of what the target has on record beside that: not wanted any more, but no stranger. */
  readonly recorded: ReadonlySet<string>;
}

export interface TrackerContext extends Omit<JudgeContext, 'touched'> {
  /** Reads an object that a watch does not show any more; `undefined` where it is gone. Rejects where that is not known. */
  readonly read: (tracked: TrackedObject) => Promise<LiveState>;
  /** Whether a target has an object on record. Rejects where that is not known. */
  readonly isRecorded: (target: string, key: string) => Promise<boolean>;
  readonly watch: (kinds: readonly WatchedKind[]) => void;
  /** Something about the drift of a target has changed. */
  readonly changed: (target: string) => void;
}

/**
 * Knows what every target applied, hears what happens to it, and compares only
 * what moved. Holds what Git wants in few bytes, and no live object at all.
 */
export interface DriftTracker extends WatchListener, WriteObserver {
  expect(expectation: Expectation): void;
  /** An attempt at a target has ended: no write of it is under way. */
  settled(target: string): void;
  /** A target is gone. */
  forget(target: string): void;
  tracked(key: string): TrackedObject | undefined;
  trackedBy(target: string): readonly TrackedObject[];
  /** In the order of their ids. */
  drifts(target: string): readonly KnownDrift[];
  targets(): readonly string[];
}

interface TargetState {
  recorded: ReadonlySet<string>;
  readonly foreign: Map<string, KnownDrift>;
}

export function createDriftTracker(context: TrackerContext): DriftTracker {
  const objects = new Map<string, TrackedObject>();
  const targets = new Map<string, TargetState>();
  const judging: JudgeContext = {
    now: context.now,
    settingsOf: context.settingsOf,
    confirm: context.confirm,
    touched: ({ target }) => context.changed(target),
  };

  function trackedBy(target: string): readonly TrackedObject[] {
    return [...objects.values()].filter((tracked) => tracked.target === target);
  }

  function stopTracking(key: string, tracked: TrackedObject): void {
    objects.delete(key);
    if (tracked.drift !== undefined) context.changed(tracked.target);
  }

  function expect({ target, objects: wanted, leftAlone, recorded }: Expectation): void {
    const state = targets.get(target) ?? { recorded, foreign: new Map() };
    state.recorded = recorded;
    targets.set(target, state);
    const keys = new Set(leftAlone);
    for (const { object, unchanged } of wanted) {
      const key = objectKey(objectIdOf(object.manifest));
      keys.add(key);
      const known = objects.get(key);
      const tracked =
        known?.apiVersion === object.manifest.apiVersion ? known : trackedObject(object, target);
      tracked.target = target;
      objects.set(key, tracked);
      expectObject(tracked, object, unchanged);
      if (state.foreign.delete(key)) context.changed(target);
    }
    for (const tracked of trackedBy(target)) {
      const key = objectKey(tracked.id);
      if (!keys.has(key)) stopTracking(key, tracked);
    }
    context.watch(watchedKinds(objects.values()));
  }

  /** The watch does not show it: it may be gone, or only its label. */
  async function lookFor(tracked: TrackedObject): Promise<void> {
    if (tracked.writing) return;
    const { sightings } = tracked;
    try {
      const live = await context.read(tracked);
      if (tracked.sightings === sightings) seeObject(tracked, live, judging);
    } catch {
      // Not known: the next list tells.
    }
  }

  function see(live: Manifest): void {
    const key = objectKey(objectIdOf(live));
    const tracked = objects.get(key);
    if (tracked !== undefined) seeObject(tracked, live, judging);
    else void judgeStranger(key, live);
  }

  /** An object that nobody here applied, though it carries the label of a target. */
  async function judgeStranger(key: string, live: Manifest): Promise<void> {
    const target = live.metadata.labels?.[targetLabel] ?? '';
    const state = targets.get(target);
    if (state === undefined || state.recorded.has(key) || state.foreign.has(key)) return;
    if (isExtraneous(live) || live.metadata.deletionTimestamp !== undefined) return;
    try {
      if (await context.isRecorded(target, key)) return;
    } catch {
      return;
    }
    if (objects.has(key) || targets.get(target) !== state) return;
    const drift = foreignDrift(live);
    state.foreign.set(key, { ...drift, firstSeen: context.now(), answer: { kind: 'warn' } });
    context.changed(target);
  }

  function strangerGone(key: string): void {
    for (const [target, { foreign }] of targets) {
      if (foreign.delete(key)) context.changed(target);
    }
  }

  return {
    expect,
    tracked: (key) => objects.get(key),
    trackedBy,
    targets: () => [...targets.keys()],
    drifts: (target) =>
      [
        ...trackedBy(target).flatMap(({ drift }) => drift ?? []),
        ...(targets.get(target)?.foreign.values() ?? []),
      ].sort((a, b) => compareObjectIds(a.id, b.id)),
    settled(target) {
      for (const tracked of trackedBy(target)) {
        if (tracked.writing || tracked.held !== undefined) judgeHeld(tracked, judging);
      }
    },
    forget(target) {
      for (const tracked of trackedBy(target)) objects.delete(objectKey(tracked.id));
      targets.delete(target);
      context.watch(watchedKinds(objects.values()));
    },
    writing(key) {
      const tracked = objects.get(key);
      if (tracked !== undefined) tracked.writing = true;
    },
    wrote(key, after) {
      const tracked = objects.get(key);
      if (tracked !== undefined) wroteObject(tracked, after, judging);
    },
    writeFailed(key) {
      const tracked = objects.get(key);
      if (tracked !== undefined) judgeHeld(tracked, judging);
    },
    listed(place, live) {
      for (const object of live) see(object);
      const shown = new Set(live.map((object) => objectKey(objectIdOf(object))));
      for (const [key, tracked] of objects) {
        const missing = tracked.applied !== undefined && !shown.has(key) && isAt(tracked.id, place);
        if (missing) void lookFor(tracked);
      }
      for (const { foreign } of targets.values()) {
        for (const [key, { id }] of foreign) {
          if (!shown.has(key) && isAt(id, place)) strangerGone(key);
        }
      }
    },
    changed(type, object) {
      if (type !== 'DELETED') return see(object);
      const key = objectKey(objectIdOf(object));
      const tracked = objects.get(key);
      if (tracked !== undefined) void lookFor(tracked);
      else strangerGone(key);
    },
  };
}

function isAt(id: ObjectId, place: WatchPlace): boolean {
  return (
    id.kind === place.kind &&
    id.group === splitApiVersion(place.apiVersion).group &&
    (place.namespace === undefined || place.namespace === id.namespace)
  );
}
