import type { JsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { LiveObjects } from './health.ts';
import type { MonitorSummary } from './summary.ts';

/** How far the reconcile of a TidbMonitor's target came. */
export interface ReconcileProgress {
  /** The target's name. */
  readonly target: string;
  /** As `formatRevision` writes it. */
  readonly revision: string;
  /** The phase that runs, or the last that ran: `Preflight`, `Sync`, … */
  readonly phase: string;
  /** Why the reconcile stopped; `undefined` while it goes well. */
  readonly failure: { readonly reason: string; readonly message: string } | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

/** The `.status` to write for a live TidbMonitor. */
export type StatusOf = (
  monitor: Manifest,
  summary: MonitorSummary,
  live: LiveObjects,
  progress: ReconcileProgress,
) => JsonObject;
