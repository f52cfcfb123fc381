import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { formatObjectId, objectKey } from '../model/object-id.ts';
import type { ConditionStatus } from './schema/status.ts';
import type { MonitorSummary } from './summary.ts';
import { type TopologyState, topologyStatement } from './topology/state.ts';
import { type LiveObjects, type WorkloadProgress, workloadProgress } from './workload-progress.ts';

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
  /** What PD shows of it; unset where nobody looks after that. */
  readonly topology?: TopologyState;
  /** Whether its volumes have the policy they should; unset where nobody looks after that. */
  readonly volumes?: ConditionStatement;
  /** Whether somebody changed its objects behind the back of Git; unset where that is not known yet. */
  readonly drift?: ConditionStatement | undefined;
}

/** What a condition says, but for its type. */
export type ConditionStatement = Pick<ConditionStatus, 'status' | 'reason' | 'message'>;

/** The `.status` to write for a live TidbMonitor. */
export type StatusOf = (
  monitor: Manifest,
  summary: MonitorSummary,
  live: LiveObjects,
  progress: ReconcileProgress,
) => JsonObject;

/** What a condition says, before the time of its last change is known. */
type Statement = Pick<ConditionStatus, 'type' | 'status' | 'reason' | 'message'>;

/**
 * The whole `.status` of a TidbMonitor: what is not in it goes, except for the
 * volume that tidb-operator was moving. Pure: equal inputs give equal statuses.
 */
export const statusOf: StatusOf = (monitor, summary, live, progress) => {
  const workload = workloadProgress(summary, live);
  const firstWorkload = summary.workloads[0];
  const first = firstWorkload === undefined ? undefined : live.get(objectKey(firstWorkload));
  const { versions } = summary;
  return withoutUndefined({
    observedGeneration: monitor.metadata.generation,
    conditions: conditionsOf(monitor, summary, workload, progress),
    target: progress.target,
    revision: progress.failure === undefined ? progress.revision : lastRevision(monitor),
    phase: progress.phase,
    replicas: workload.replicas,
    readyReplicas: workload.readyReplicas,
    ready: `${workload.readyReplicas}/${workload.replicas}`,
    shards: summary.shards,
    clusters: summary.clusters,
    prometheusVersion: versions.prometheus,
    grafanaVersion: versions.grafana,
    thanosVersion: versions.thanos,
    storage: summary.storage,
    deploymentStorageStatus: valueAt(monitor, ['status', 'deploymentStorageStatus']),
    statefulSet: valueAt(first, ['status']),
  });
};

/** What failed is not deployed: the revision before it still is. */
function lastRevision(monitor: Manifest): JsonValue | undefined {
  return valueAt(monitor, ['status', 'revision']);
}

function conditionsOf(
  monitor: Manifest,
  summary: MonitorSummary,
  workload: WorkloadProgress,
  progress: ReconcileProgress,
): readonly JsonObject[] {
  const statements = [
    readiness(workload, progress),
    reconciling(workload, progress),
    stalled(progress),
    referencesResolved(summary),
    ownPods(summary),
    ...topologyShown(progress),
    ...volumesKept(progress),
    ...drifted(monitor, progress),
  ];
  return statements.map((statement) =>
    withoutUndefined({
      ...statement,
      observedGeneration: monitor.metadata.generation,
      lastTransitionTime: transitionTime(monitor, statement, progress.now),
    }),
  );
}

function readiness(
  { pending, replicas }: WorkloadProgress,
  progress: ReconcileProgress,
): Statement {
  const { failure } = progress;
  if (failure !== undefined) return { type: 'Ready', status: 'False', ...failure };
  if (pending !== undefined) {
    return { type: 'Ready', status: 'False', reason: 'Progressing', message: pending };
  }
  const message = replicas === 0 ? 'scaled to no pods' : `all ${replicas} pods are ready`;
  return { type: 'Ready', status: 'True', reason: 'Available', message };
}

function reconciling({ pending }: WorkloadProgress, { failure }: ReconcileProgress): Statement {
  const type = 'Reconciling';
  if (failure === undefined && pending !== undefined) {
    return { type, status: 'True', reason: 'Progressing', message: pending };
  }
  return failure === undefined
    ? { type, status: 'False', reason: 'Done', message: 'nothing is left to do' }
    : { type, status: 'False', reason: 'Stopped', message: 'the last reconcile failed' };
}

function stalled({ failure }: ReconcileProgress): Statement {
  return failure === undefined
    ? { type: 'Stalled', status: 'False', reason: 'NoFailure', message: 'nothing failed' }
    : { type: 'Stalled', status: 'True', ...failure };
}

function referencesResolved({ missing }: MonitorSummary): Statement {
  const type = 'ReferencesResolved';
  if (missing.length === 0) {
    const message = 'everything it refers to exists';
    return { type, status: 'True', reason: 'Found', message };
  }
  const names = missing.map(formatObjectId).sort().join(', ');
  return { type, status: 'False', reason: 'NotFound', message: `not on the cluster: ${names}` };
}

function ownPods({ keepsPods }: MonitorSummary): Statement {
  const type = 'PodsRenewed';
  if (!keepsPods) return { type, status: 'True', reason: 'Own', message: 'the pods are ours' };
  const message =
    'the pods are those that tidb-operator made; the next change that concerns them restarts them once';
  return { type, status: 'False', reason: 'KeptFromOperator', message };
}

function volumesKept({ volumes }: ReconcileProgress): readonly Statement[] {
  return volumes === undefined ? [] : [{ type: 'ReclaimPolicySet', ...volumes }];
}

/** What an agent before this one said stays until this one knows better. */
function drifted(monitor: Manifest, { drift }: ReconcileProgress): readonly Statement[] {
  const type = 'Drifted';
  if (drift !== undefined) return [{ type, ...drift }];
  return liveConditions(monitor).flatMap(({ type: name, status, reason, message }) => {
    const known = (['True', 'False', 'Unknown'] as const).find((one) => one === status);
    if (name !== type || known === undefined) return [];
    return [{ type, status: known, reason: String(reason), message: String(message) }];
  });
}

function topologyShown({ topology }: ReconcileProgress): readonly Statement[] {
  const statement = topology && topologyStatement(topology);
  return statement === undefined ? [] : [{ type: 'ShownInDashboard', ...statement }];
}

/** When a condition's status last changed: now, unless the live condition says the same. */
function transitionTime(monitor: Manifest, statement: Statement, now: number): string {
  for (const condition of liveConditions(monitor)) {
    if (condition.type !== statement.type) continue;
    const time = condition.lastTransitionTime;
    if (condition.status === statement.status && typeof time === 'string') return time;
  }
  return new Date(now).toISOString().replace(/\.\d+Z$/, 'Z');
}

function liveConditions(monitor: Manifest): readonly JsonObject[] {
  const live = valueAt(monitor, ['status', 'conditions']);
  const conditions: readonly JsonValue[] = Array.isArray(live) ? live : [];
  return conditions.filter(isJsonObject);
}

function withoutUndefined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined));
}
