import type { Change } from '../model/change.ts';
import type { ObjectHealth } from './health.ts';

/** Progress of an apply. `step` names the phase and stage: `Sync/workloads`, `Prune`. */
export type ApplyEvent =
  | { readonly type: 'step-started'; readonly step: string; readonly objects: number }
  | { readonly type: 'changed'; readonly step: string; readonly change: Change }
  /** A step of a migration is done. */
  | { readonly type: 'stepped'; readonly step: string; readonly title: string }
  /** What is still not healthy, each time that set changes. */
  | { readonly type: 'waiting'; readonly step: string; readonly unhealthy: readonly ObjectHealth[] }
  | { readonly type: 'step-finished'; readonly step: string };
