import { compareObject } from '../../drift/compare-object.ts';
import type { FieldDifference } from '../../drift/field-difference.ts';
import { isIgnored } from '../../drift/ignored-differences.ts';
import { isAutoscaled } from '../../drift/left-alone.ts';
import { type PolicySettings, policiesOf } from '../../drift/policies.ts';
import type { Manifest } from '../../model/manifest.ts';
import { objectIdOf } from '../../model/object-id.ts';
import type { IgnoredDifference } from '../../model/target.ts';
import { fluxSetting } from '../../plan/annotations.ts';
import { applyGuard } from '../../plan/apply-guard.ts';

/** What one target says about drift. */
export interface DriftSettings extends PolicySettings {
  readonly ignored: readonly IgnoredDifference[];
}

/** The differences of a live object, told apart by whether they are drift. */
export interface Judgement {
  readonly drifted: readonly FieldDifference[];
  /** No drift, and not to be applied over: other controllers' business, or ignored. */
  readonly ignored: readonly FieldDifference[];
}

/**
 * Compares a live object with what was applied. What an annotation asks to leave
 * alone has no differences; what other controllers are there to change, and what
 * the target or a policy ignores, is no drift.
 */
export function judgeObject(wanted: Manifest, live: Manifest, settings: DriftSettings): Judgement {
  if (applyGuard(wanted, live) !== undefined) return { drifted: [], ignored: [] };
  const id = objectIdOf(wanted);
  const policies = policiesOf(wanted, id, settings);
  const takesOver = fluxSetting(wanted, 'ssa') !== 'merge';
  const differences = compareObject(wanted, live).filter(
    (difference) => takesOver || difference.wanted !== undefined,
  );
  const isNone = (difference: FieldDifference) =>
    isAutoscaled(difference) ||
    isIgnored(id, difference, settings.ignored) ||
    policies.field(difference).action === 'ignore';
  const { ignored = [], drifted = [] } = Object.groupBy(differences, (difference) =>
    isNone(difference) ? 'ignored' : 'drifted',
  );
  return { drifted, ignored };
}
