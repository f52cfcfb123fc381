import type { Manifest } from '../model/manifest.ts';
import type { MonitorSummary } from './summary.ts';

/** Health in kstatus' words. */
export interface MonitorHealth {
  readonly status: 'Current' | 'InProgress' | 'NotFound' | 'Failed' | 'Terminating';
  /** In UpperCamelCase, fit for a condition's reason. */
  readonly reason: string;
  readonly message: string;
  readonly readyReplicas: number;
  readonly replicas: number;
}

/** Live objects by `objectKey`. */
export type LiveObjects = ReadonlyMap<string, Manifest>;

/**
 * A TidbMonitor is Current when each of its StatefulSets runs every pod of its
 * newest revision, ready, and nothing it refers to is missing.
 */
export type MonitorHealthRule = (summary: MonitorSummary, live: LiveObjects) => MonitorHealth;
