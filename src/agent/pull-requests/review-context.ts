import { createHmac } from 'node:crypto';
import type { TargetDefaults } from '../../layout/layout.ts';
import { canonicalJson } from '../../model/json.ts';
import type { Clock } from '../../model/ports/clock.ts';
import { createDryRunMemory } from '../../plan/dry-run-memory.ts';
import type { Fingerprint } from '../../plan/proposal/compare-desired.ts';
import { type BuildCache, createBuildCache } from '../build-cache/build-cache.ts';
import { noDriftWatch } from '../drift/no-drift-watch.ts';
import type { PlanContext } from '../plan-target.ts';
import type { RepositoryPlace } from '../repository-place.ts';

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

/** How long one commit is looked at; milliseconds. */
const patience = 120_000;
/** Bytes of builds that are kept. */
const buildBytes = 16 * 1024 * 1024;

/** What looking at pull requests needs, by how plans are made of what is deployed. */
export function reviewContextOf(
  { identity, path, defaults }: Pick<RepositoryPlace, 'identity' | 'path' | 'defaults'>,
  planning: PlanContext | undefined,
  fingerprintKey: Uint8Array,
  clock: Clock,
): ReviewContext {
  // A cache of its own: it refuses what is on other hosts, and pushes out no build that is deployed.
  const builds = createBuildCache(buildBytes);
  return {
    repository: identity,
    path,
    defaults,
    builds,
    now: clock.now,
    patience,
    fingerprint: (value) =>
      createHmac('sha256', fingerprintKey).update(canonicalJson(value)).digest('hex').slice(0, 8),
    // What is proposed must not push out what is remembered of what is deployed.
    planning: planning && {
      ...planning,
      builds,
      memory: createDryRunMemory(),
      drift: noDriftWatch,
    },
  };
}
