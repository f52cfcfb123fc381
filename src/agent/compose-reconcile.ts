import { randomBytes } from 'node:crypto';
import { hostname } from 'node:os';
import type { ApplyContext } from '../apply/apply.ts';
import { createConfigMapLedger } from '../apply/ledger/config-map-ledger.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { Log } from '../model/ports/log.ts';
import type { PodLogs } from '../model/ports/pod-logs.ts';
import type { RemoteBases } from '../model/ports/remote-bases.ts';
import { statusOf } from '../monitor/status.ts';
import { type DeletionBudget, defaultDeletionBudget } from '../plan/deletion-budget.ts';
import { createDryRunMemory } from '../plan/dry-run-memory.ts';
import { readApprovals } from './approvals.ts';
import { type BuildCache, createBuildCache } from './build-cache/build-cache.ts';
import type { DriftWatch } from './drift/drift-watch.ts';
import { noDriftWatch } from './drift/no-drift-watch.ts';
import { monitorHealthRules } from './monitor-health-rules.ts';
import { createMonitorStatusWriter } from './monitor-status-writer.ts';
import type { MonitorCare } from './monitors/monitor-care.ts';
import { createPublisher, type Publisher } from './publisher.ts';
import type { ReconcileContext } from './reconcile.ts';
import { createStatusStore } from './status-store.ts';
import { readSuspension } from './suspension.ts';

export interface ReconcileOptions {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  readonly clock: Clock;
  readonly log: Log;
  readonly logs?: PodLogs;
  /** The namespace of inventories and status records. */
  readonly namespace: string;
  readonly requestsInFlight?: number;
  readonly budget?: DeletionBudget;
  readonly approvals?: ReadonlySet<string>;
  readonly builds?: BuildCache;
  /** Default: bases of other repositories are refused. */
  readonly remoteBases?: RemoteBases | undefined;
  /** Default: nobody watches. */
  readonly drift?: DriftWatch;
  /** Default: nobody looks after monitors between attempts. */
  readonly monitors?: MonitorCare;
  /** Whether targets that somebody has suspended on the cluster are left alone. Default no. */
  readonly suspendable?: boolean;
  readonly onProgress?: (target: string) => NonNullable<ApplyContext['onProgress']>;
}

/** Everything that reconciles need, put together from a connection to a cluster. */
export function composeReconcile(options: ReconcileOptions): {
  readonly contextOf: (target: string) => ReconcileContext;
  readonly publisher: Publisher;
  readonly builds: BuildCache;
} {
  const { cluster, discovery, clock, log, namespace } = options;
  const publisher = createPublisher({
    cluster,
    clock,
    log,
    store: createStatusStore(cluster, namespace),
    monitorStatus: createMonitorStatusWriter(
      cluster,
      discovery,
      statusOf,
      options.monitors?.knownOf,
    ),
    ...(options.monitors === undefined ? {} : { monitors: options.monitors }),
  });
  const builds = options.builds ?? createBuildCache(undefined, options.remoteBases);
  const shared: ReconcileContext = {
    cluster,
    discovery,
    clock,
    ...(options.logs === undefined ? {} : { logs: options.logs }),
    namespace,
    ledger: createConfigMapLedger({ cluster, clock, namespace, by: processName() }),
    memory: createDryRunMemory(),
    builds,
    drift: options.drift ?? noDriftWatch,
    requestsInFlight: options.requestsInFlight ?? 32,
    budget: options.budget ?? defaultDeletionBudget,
    approvals: options.approvals ?? new Set(),
    readApprovals: (target) => readApprovals(target, namespace, cluster),
    ...(options.suspendable === true
      ? { readSuspension: (target) => readSuspension(target, namespace, cluster) }
      : {}),
    healthRules: monitorHealthRules,
    announce: publisher.announce,
    publish: publisher.publish,
  };
  const { onProgress } = options;
  return {
    publisher,
    builds,
    contextOf: (target) =>
      onProgress === undefined ? shared : { ...shared, onProgress: onProgress(target) },
  };
}

/** Tells this process apart from any other that works on the same cluster, now or before. */
function processName(): string {
  return `${hostname()}/${process.pid}/${randomBytes(3).toString('hex')}`;
}
