import type { FieldChange } from '../model/change.ts';
import type { Problem } from '../model/errors.ts';
import type { Inventory, InventoryEntry } from '../model/inventory.ts';
import type { JsonValue } from '../model/json.ts';
import type { Manifest, ObjectMeta } from '../model/manifest.ts';
import type { ObjectId } from '../model/object-id.ts';
import type { StepRecord } from '../model/ports/ledger.ts';
import type { Position } from '../model/position.ts';
import type { HealthCheck } from '../model/target.ts';
import type { Hold, WaitingChange } from './holds/hold.ts';
import type { OpenRun } from './hooks/open-runs.ts';
import type { PlannedHook } from './hooks/planned-hook.ts';
import type { PlannedMigration } from './migrations/planned-migration.ts';
import type { RemainingData } from './migrations/prune-data.ts';
import type { SkipReason } from './skip-reason.ts';

export type PlannedAction = 'create' | 'update' | 'unchanged';

/** The live object a plan was made against. */
export interface LiveIdentity {
  readonly uid: string;
  readonly resourceVersion: string;
}

/** What is to happen to one desired object. */
export interface PlannedObject {
  readonly id: ObjectId;
  readonly action: PlannedAction;
  /** Why: `does not exist`, `3 fields differ`, `nothing differs`, … */
  readonly reason: string;
  /** What differs between live and what the server would make of it; empty unless `update`. */
  readonly diff: readonly FieldChange[];
  readonly position: Position | undefined;
  /** What is sent, except for the uids of owners that do not exist yet. */
  readonly manifest: Manifest;
  /** The live object; `undefined` where there is none. */
  readonly live: LiveIdentity | undefined;
  /**
   * What the server said to a dry-run: it accepted or refused it, it did not
   * have to be asked, or it can be only once an earlier stage is there.
   */
  readonly dryRun: 'accepted' | 'refused' | 'not-needed' | 'deferred';
  /** Field managers whose fields become ours, so that a removed field really goes. */
  readonly takesOverFrom: readonly string[];
}

export type StageName =
  | 'definitions'
  | 'intents'
  | 'identities'
  | 'bindings'
  | 'configuration'
  | 'storage'
  | 'workloads'
  | 'routes'
  | 'webhooks';

/** Objects that go to the server together: all are dry-run before the first is written. */
export interface Stage {
  readonly name: StageName;
  readonly objects: readonly PlannedObject[];
  /** Whether the next stage needs this one established (definitions) first. */
  readonly waitEstablished: boolean;
}

/**
 * The phases, in the words of Argo CD. `SyncFail` runs only where an earlier
 * one failed, `PreDelete` and `PostDelete` only around the end of a target.
 */
export type PhaseName = 'PreSync' | 'Sync' | 'PostSync' | 'SyncFail' | 'PreDelete' | 'PostDelete';

/** Objects and hooks that go together; the next wave begins once this one is done. */
export interface Wave {
  /** The number of `argocd.argoproj.io/sync-wave`. */
  readonly wave: number;
  /** How many dependencies deep in its wave (`config.kubernetes.io/depends-on`): 0 for none. */
  readonly level: number;
  /** `wave 1`, `wave 1, step 2`; empty where the phase has nothing else. */
  readonly title: string;
  readonly stages: readonly Stage[];
  /** They start once the stages are written. */
  readonly hooks: readonly PlannedHook[];
  /** Whether it counts as done only when everything in it is healthy. */
  readonly waitHealthy: boolean;
}

export interface Phase {
  readonly name: PhaseName;
  /** Run before the waves, one after the other. */
  readonly migrations: readonly PlannedMigration[];
  readonly waves: readonly Wave[];
}

/** One object that left Git and is to be deleted. */
export interface PlannedPrune {
  readonly id: ObjectId;
  readonly apiVersion: string;
  readonly reason: string;
  /** Deletion goes wave by wave, level by level, stage by stage, in reverse. */
  readonly wave: number;
  readonly level: number;
  readonly stage: StageName;
  readonly live: LiveIdentity;
  /** What the guards looked at: when that differs, they have to look again. */
  readonly seen: Pick<ObjectMeta, 'labels' | 'annotations' | 'generation'>;
  /** `Orphan` for owners: what they own is deleted under its own guards, never by the garbage collector. */
  readonly propagation: 'Background' | 'Orphan';
}

/** An object that is left alone, and why. */
export interface Skip {
  readonly id: ObjectId;
  /** Whether it was to be applied or to be pruned. */
  readonly what: 'apply' | 'prune';
  readonly reason: SkipReason;
  readonly position: Position | undefined;
}

/** Whether the prunes of a plan, or all of it, may run. */
export interface Approval {
  /** What waits for it: the deletions, or everything. */
  readonly scope: 'deletions' | 'plan';
  readonly required: boolean;
  /** Why it is required, one sentence each. */
  readonly reasons: readonly string[];
  /** Whether the plan's digest is among the approvals. */
  readonly granted: boolean;
  /** Whether what it is for waits: approval is required and not granted. */
  readonly held: boolean;
  /** Approved plans that have begun, and whose end is not on record. */
  readonly begun: readonly StepRecord[];
}

/** What is on record for a target, and what is to be. */
export interface PlannedInventory {
  /** As it was read. */
  readonly recorded: Inventory;
  /** The objects of the phases, with the uids that are known before the first write. */
  readonly applied: readonly InventoryEntry[];
  /** What stays on record although it is neither applied nor pruned. */
  readonly retained: readonly InventoryEntry[];
  /** Hooks to keep for the end of the target. */
  readonly deleteHooks: readonly Manifest[];
  /** Whether there are hooks, or runs of them whose end is not on record. */
  readonly hasHooks: boolean;
}

/** Numbers for one line of text; `prune` counts what is planned, held or not. */
export interface PlanSummary {
  readonly create: number;
  readonly update: number;
  readonly unchanged: number;
  readonly skip: number;
  readonly prune: number;
  /** Hooks that are to run, or whose run goes on. */
  readonly hooks: number;
  /** Steps of migrations that have not ended. */
  readonly steps: number;
}

/**
 * Everything that is to happen to one target, as data. The manifests hold the
 * values of Secrets: only `toJSON`, which `JSON.stringify` uses, is fit to be shown.
 */
export interface Plan {
  readonly target: string;
  readonly revision: string;
  /**
   * What an approval is bound to: `sha256:…` over the target, the desired
   * objects and the prunes with their uids. It stays the same while the objects
   * are being applied, so what was shown can be approved before and after.
   */
  readonly digest: string;
  /** `sha256:…` over the desired objects alone. */
  readonly desiredDigest: string;
  readonly phases: readonly Phase[];
  /** Whether the target left Git, so that everything it has is to go. */
  readonly removal: boolean;
  /**
   * Runs of hooks whose end is not on record. Those whose hook is gone are brought
   * to their end before anything else.
   */
  readonly openRuns: readonly OpenRun[];
  /** Whether a newer revision waits until this one has come to its end: a hook runs at each. */
  readonly uninterrupted: boolean;
  /** What parts of the plan wait for; empty where nothing does. */
  readonly holds: readonly Hold[];
  /** What is not done now, because of `holds`. */
  readonly waiting: readonly WaitingChange[];
  /** In the order of deletion. */
  readonly prunes: readonly PlannedPrune[];
  /** Data of shards and replicas that are no more: it has an approval of its own. */
  readonly remaining: RemainingData;
  readonly skips: readonly Skip[];
  /** What forbids to run the plan. A plan with problems is shown, never run. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
  readonly approval: Approval;
  readonly summary: PlanSummary;
  readonly inventory: PlannedInventory;
  /** How long health may take, in milliseconds. */
  readonly timeout: number;
  /** What has to be healthy once everything is applied, where not everything has to be. */
  readonly healthChecks: readonly HealthCheck[];
  /** Live objects that stay as they are, for their health. Never Secrets. */
  readonly observed: readonly Manifest[];
  /** The plan without secrets, and without what only running it needs. */
  toJSON(): JsonValue;
}

/** Whether running a plan would change anything; prunes that are held do not count. */
export function planHasChanges({ summary, prunes, approval, remaining, openRuns }: Plan): boolean {
  const { create, update, hooks, steps } = summary;
  const left = openRuns.filter((run) => run.left).length;
  const changes = create + update + hooks + steps + left + remaining.pruned.length;
  return changes > 0 || (prunes.length > 0 && !approval.held);
}
