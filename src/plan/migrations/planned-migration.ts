import type { ObjectId } from '../../model/object-id.ts';
import type { StepRecord } from '../../model/ports/ledger.ts';
import type { StepAction } from './step-action.ts';

/** Where a step stands before the plan runs: `asks` waits for a person's answer. */
export type StepState = 'pending' | 'begun' | 'done' | 'asks';

/** One thing that a migration does, in order. */
export interface PlannedStep {
  /** Stable in its migration: `delete-claim`. */
  readonly id: string;
  /** For people, in the imperative, with every object it touches. */
  readonly title: string;
  readonly phase: MigrationPhase;
  readonly state: StepState;
  /** Its name in the ledger. */
  readonly step: string;
  /** What is on record of it. */
  readonly record: StepRecord | undefined;
  /** What the ledger is to keep beside it. */
  readonly facts: Readonly<Record<string, string>>;
  /** What taking it back would do; `undefined` where that is not possible. */
  readonly undo: string | undefined;
  readonly action: StepAction;
}

/** Steps run before the objects of a target are applied, or once they are healthy. */
export type MigrationPhase = 'PreSync' | 'PostSync';

/** A change that takes several steps, planned and shown before the first of them runs. */
export interface PlannedMigration {
  /** Stable: `deployment-to-stateful-set/ns/m-monitor`. */
  readonly id: string;
  /** What it does, for people: `move the data of TidbMonitor m from a Deployment to a StatefulSet`. */
  readonly title: string;
  /** The object that it is about. */
  readonly object: ObjectId;
  /** What makes it this migration and no other: `sha256:…` over the uids it is about. */
  readonly digest: string;
  /** Whether any of its steps has begun, in whichever phase: then it has to come to its end. */
  readonly begun: boolean;
  /** Those of one phase. */
  readonly steps: readonly PlannedStep[];
}

/** The name of a step in the ledger. */
export function stepName(migration: string, step: string): string {
  return `migration/${migration}/${step}`;
}
