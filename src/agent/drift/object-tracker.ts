import { isDeepStrictEqual } from 'node:util';
import { afterCorrection, noCorrections } from '../../drift/corrections.ts';
import { changedDrift, deletedDrift } from '../../drift/describe-drift.ts';
import type { KnownDrift, ObjectDrift } from '../../drift/drift.ts';
import type { FieldDifference } from '../../drift/field-difference.ts';
import { mayBeGone } from '../../drift/left-alone.ts';
import { ourTime } from '../../drift/writer-of.ts';
import { canonicalJson } from '../../model/json.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { objectIdOf } from '../../model/object-id.ts';
import { manifestDigest } from '../../plan/digest.ts';
import { type DriftSettings, judgeObject } from './judge-object.ts';
import { type LiveState, packObject, type TrackedObject, unpackObject } from './tracked-object.ts';

/** What judging an object needs besides the object. */
export interface JudgeContext {
  readonly now: () => number;
  readonly settingsOf: (target: string) => DriftSettings;
  /** Asks the server which of these differences are real; `undefined` where it cannot tell now. Never rejects. */
  readonly confirm: (
    wanted: Manifest,
    live: Manifest,
    differences: readonly FieldDifference[],
  ) => Promise<readonly FieldDifference[] | undefined>;
  /** The drift of an object came, changed or went. */
  readonly touched: (tracked: TrackedObject) => void;
}

export function trackedObject(object: Rendered, target: string): TrackedObject {
  return {
    id: objectIdOf(object.manifest),
    apiVersion: object.manifest.apiVersion,
    target,
    applied: undefined,
    next: undefined,
    writing: false,
    held: undefined,
    writtenVersion: 0,
    settledTime: undefined,
    proven: undefined,
    sightings: 0,
    drift: undefined,
    corrections: noCorrections,
    askedAt: undefined,
  };
}

/** A plan wants the object so: the measure at once where nothing has to be written, else once it is. */
export function expectObject(tracked: TrackedObject, object: Rendered, unchanged: boolean): void {
  const digest = manifestDigest(object.manifest);
  if (tracked.applied?.digest === digest) tracked.next = undefined;
  else if (unchanged) setApplied(tracked, packObject(object));
  else if (tracked.next?.digest !== digest) tracked.next = packObject(object);
}

function setApplied(tracked: TrackedObject, applied: TrackedObject['applied']): void {
  const sameWish = tracked.applied?.digest === applied?.digest;
  tracked.applied = applied;
  tracked.next = undefined;
  tracked.settledTime = undefined;
  tracked.proven = undefined;
  // Git has spoken: a fight over what it wanted before is over.
  if (!sameWish) tracked.corrections = noCorrections;
}

/** Our own write is through. */
export function wroteObject(tracked: TrackedObject, after: Manifest, context: JudgeContext): void {
  tracked.writing = false;
  tracked.writtenVersion = versionOf(after);
  if (tracked.next !== undefined) setApplied(tracked, tracked.next);
  tracked.settledTime = ourTime(after);
  const before = tracked.drift;
  judge(tracked, after, context);
  if (before !== undefined && tracked.drift === undefined && before.answer.kind === 'correct') {
    tracked.corrections = afterCorrection(tracked.corrections, before, context.now());
  }
  judgeHeld(tracked, context);
}

/** No write is under way any more: what was seen meanwhile counts now. */
export function judgeHeld(tracked: TrackedObject, context: JudgeContext): void {
  tracked.writing = false;
  const { held } = tracked;
  tracked.held = undefined;
  if (held !== undefined) seeObject(tracked, held.live, context);
}

/** A watch has shown an object, or that it is gone. */
export function seeObject(tracked: TrackedObject, live: LiveState, context: JudgeContext): void {
  if (tracked.writing) {
    tracked.held = { live };
    return;
  }
  // The watch still tells what was before our write.
  if (live !== undefined && versionOf(live) < tracked.writtenVersion) return;
  judge(tracked, live, context);
}

function judge(tracked: TrackedObject, live: LiveState, context: JudgeContext): void {
  tracked.sightings += 1;
  // What was never applied cannot have drifted.
  if (tracked.applied === undefined) return;
  const wanted = unpackObject(tracked.applied);
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) {
    const drift = mayBeGone(wanted.manifest) ? undefined : deletedDrift(wanted);
    setDrift(tracked, drift, context);
    return;
  }
  const settings = context.settingsOf(tracked.target);
  const { drifted } = judgeObject(wanted.manifest, live, settings);
  const differences = withoutSettled(tracked, live, drifted);
  if (differences.every(({ doubt }) => doubt === undefined)) {
    setDrift(tracked, driftOf(wanted, differences), context);
  } else {
    void confirm(tracked, wanted, live, differences, context);
  }
}

/**
 * What is still ours and was right when we wrote it last is only written in
 * another form by the server, as long as nobody wrote it in our name since.
 */
function withoutSettled(
  tracked: TrackedObject,
  live: Manifest,
  differences: readonly FieldDifference[],
): readonly FieldDifference[] {
  const time = ourTime(live);
  // An attempt has just found nothing to do, or has written it.
  tracked.settledTime ??= time;
  if (tracked.settledTime !== time) return differences;
  return differences.filter(({ doubt }) => doubt !== 'still-ours');
}

async function confirm(
  tracked: TrackedObject,
  wanted: Rendered,
  live: Manifest,
  differences: readonly FieldDifference[],
  context: JudgeContext,
): Promise<void> {
  const { sightings } = tracked;
  const doubtful = differences.filter(({ doubt }) => doubt !== undefined);
  const asked = doubtful.map(textOf).join('\n');
  if (tracked.proven?.doubtful !== asked) {
    const real = await context.confirm(wanted.manifest, live, doubtful);
    if (real === undefined) return;
    tracked.proven = { doubtful: asked, real: real.map(textOf) };
  }
  // A later sighting has its own answer.
  if (tracked.sightings !== sightings) return;
  const { real } = tracked.proven;
  const counting = differences.filter(
    (difference) => difference.doubt === undefined || real.includes(textOf(difference)),
  );
  setDrift(tracked, driftOf(wanted, counting), context);
}

function textOf({ livePath, live }: FieldDifference): string {
  return canonicalJson([livePath, live ?? null]);
}

function driftOf(
  wanted: Rendered,
  differences: readonly FieldDifference[],
): ObjectDrift | undefined {
  return differences.length === 0 ? undefined : changedDrift(wanted, differences);
}

function setDrift(
  tracked: TrackedObject,
  drift: ObjectDrift | undefined,
  context: JudgeContext,
): void {
  const before = tracked.drift;
  if (sameDrift(before, drift)) return;
  tracked.drift = drift && {
    ...drift,
    firstSeen: before?.firstSeen ?? context.now(),
    answer: before?.answer ?? { kind: 'warn' },
  };
  context.touched(tracked);
}

function sameDrift(known: KnownDrift | undefined, drift: ObjectDrift | undefined): boolean {
  if (known === undefined || drift === undefined) return known === drift;
  const { firstSeen: _firstSeen, answer: _answer, ...before } = known;
  return isDeepStrictEqual(before, drift);
}

function versionOf({ metadata }: Manifest): number {
  return Number(metadata.resourceVersion ?? 0);
}
