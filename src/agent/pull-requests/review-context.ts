import type { TargetDefaults } from '../../layout/layout.ts';
import type { Fingerprint } from '../../plan/proposal/compare-desired.ts';
import type { BuildCache } from '../build-cache/build-cache.ts';
import type { PlanContext } from '../plan-target.ts';

/** What looking at pull requests of one repository needs. */
export interface ReviewContext {
  /** The repository and path, as status records name them. */
  readonly repository: string;
  readonly path: string;
  readonly defaults: TargetDefaults;
  readonly builds: BuildCache;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  /** How long one commit is looked at, in milliseconds; targets that come later are only counted. */
  readonly patience: number;
  /** Tells secret values apart without giving them away. */
  readonly fingerprint: Fingerprint;
  /** How plans are made; `undefined` where the cluster must not be asked, as for a fork. */
  readonly planning: PlanContext | undefined;
}
