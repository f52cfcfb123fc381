import { isIgnored } from '../../drift/ignored-differences.ts';
import { isAutoscaled } from '../../drift/left-alone.ts';
import { policiesOf } from '../../drift/policies.ts';
import { withoutFields } from '../../drift/without-fields.ts';
import type { DriftPolicy } from '../../model/drift-policy.ts';
import type { FieldPath, Manifest } from '../../model/manifest.ts';
import { objectIdOf } from '../../model/object-id.ts';
import { appliedUnchanged } from '../../plan/applied-unchanged.ts';
import { manifestDigest } from '../../plan/digest.ts';
import { type DriftSettings, judgeObject } from './judge-object.ts';
import type { TrackedObject } from './tracked-object.ts';

/** What to apply in place of a wanted object; `nothing`: it is to be left alone as a whole. */
export type Spared = Manifest | 'nothing';

/**
 * A wanted object without the fields that are to stay as somebody left them.
 * Drift that is not (yet) to be corrected stays until Git changes the object;
 * what is ignored stays in any case, as far as the one who says so wants that.
 */
export function spareObject(
  wanted: Manifest,
  live: Manifest | undefined,
  tracked: TrackedObject | undefined,
  settings: DriftSettings,
  now: number,
): Spared {
  const id = objectIdOf(wanted);
  const policies = policiesOf(wanted, id, settings);
  const firstSeen = tracked?.drift?.firstSeen ?? now;
  const stopped = tracked?.drift?.answer.kind === 'fight';
  const stays = (policy: DriftPolicy) =>
    stopped || policy.action !== 'correct' || firstSeen + policy.after > now;
  const changedInGit =
    tracked?.applied !== undefined && tracked.applied.digest !== manifestDigest(wanted);
  if (live === undefined) {
    const deleted = tracked?.applied !== undefined && !changedInGit;
    return deleted && stays(policies.object) ? 'nothing' : wanted;
  }
  if (appliedUnchanged(wanted, live)) return wanted;
  const { drifted, ignored } = judgeObject(wanted, live, settings);
  const always = ignored.filter(
    (difference) =>
      !changedInGit ||
      isAutoscaled(difference) ||
      isIgnored(
        id,
        difference,
        settings.ignored.filter(({ whenApplying }) => whenApplying),
      ),
  );
  const left = changedInGit
    ? []
    : drifted.filter(
        (difference) => difference.doubt === undefined && stays(policies.field(difference)),
      );
  // A field that Git does not set cannot be left out of what is applied.
  if (left.some((difference) => difference.wanted === undefined)) return 'nothing';
  const paths: FieldPath[] = [...always, ...left]
    .filter((difference) => difference.wanted !== undefined)
    .map(({ path }) => path);
  return withoutFields(wanted, paths);
}
