import type { KnownDrift } from '../drift/drift.ts';
import { targetLabel } from '../model/identity.ts';
import { jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { objectIdOf, objectKey } from '../model/object-id.ts';
import type { Cluster, Discovery } from '../model/ports/cluster.ts';
import type { ReconcileProgress, StatusOf } from '../monitor/status.ts';
import type { MonitorSummary } from '../monitor/summary.ts';
import { driftStatement } from '../report/drift-statement.ts';
import { statusManager } from '../report/status-record.ts';
import type { TargetReport } from '../report/target-report.ts';
import type { MonitorKnowledge } from './monitors/monitor-care.ts';

/** Keeps `.status` of the TidbMonitors of a target true. */
export interface MonitorStatusWriter {
  /**
   * Writes what is new; gives the live TidbMonitors. Without `monitors` (the
   * attempt ended before they were known) those of the last attempt count.
   */
  write(
    report: TargetReport,
    monitors: readonly MonitorSummary[] | undefined,
  ): Promise<readonly Manifest[]>;
  /** Writes again what the last report said, where something else has moved since. */
  refresh(target: string, now: number): Promise<void>;
  /** Takes note of the drift of a target, and writes the status again. */
  drifted(target: string, drifts: readonly KnownDrift[], now: number): Promise<void>;
  /** Forgets a target that is gone. */
  forget(target: string): void;
}

export function createMonitorStatusWriter(
  cluster: Cluster,
  discovery: Discovery,
  statusOf: StatusOf,
  knownOf: (monitor: MonitorSummary) => MonitorKnowledge = () => ({}),
): MonitorStatusWriter {
  const known = new Map<string, readonly MonitorSummary[]>();
  const reports = new Map<string, TargetReport>();
  const drift = new Map<string, readonly KnownDrift[]>();

  /** By namespace: an agent need not have the right to read these kinds everywhere. */
  async function list(
    apiVersion: string,
    kind: string,
    target: string,
    namespaces: ReadonlySet<string>,
  ): Promise<Manifest[]> {
    const labelSelector = `${targetLabel}=${target}`;
    const lists = await Promise.all(
      [...namespaces].map((namespace) =>
        cluster.list({ apiVersion, kind, namespace, labelSelector }),
      ),
    );
    return lists.flatMap(({ items }) => items);
  }

  async function write(
    report: TargetReport,
    monitors: readonly MonitorSummary[] | undefined,
  ): Promise<readonly Manifest[]> {
    reports.set(report.target, report);
    if (monitors !== undefined) known.set(report.target, monitors);
    const summaries = monitors ?? known.get(report.target) ?? [];
    if (summaries.length === 0) return [];
    if ((await discovery.find('pingcap.com', 'TidbMonitor', 'v1alpha1')) === undefined) return [];
    const namespaces = new Set(summaries.map(({ id }) => id.namespace));
    const live = byKey([
      ...(await list('pingcap.com/v1alpha1', 'TidbMonitor', report.target, namespaces)),
      ...(await list('apps/v1', 'StatefulSet', report.target, namespaces)),
    ]);
    const written: Manifest[] = [];
    for (const summary of summaries) {
      const monitor = live.get(objectKey(summary.id));
      if (monitor === undefined) continue;
      written.push(monitor);
      const drifts = drift.get(report.target);
      const progress = {
        ...progressOf(report),
        ...knownOf(summary),
        drift: drifts && driftStatement(drifts, summary),
      };
      const status = statusOf(monitor, summary, live, progress);
      if (!jsonEquals(status, monitor.status)) await writeStatus(monitor, status);
    }
    return written;
  }

  async function refresh(target: string, now: number): Promise<void> {
    const report = reports.get(target);
    if (report !== undefined) await write({ ...report, finishedAt: now }, undefined);
  }

  return {
    write,
    refresh,
    async drifted(target, drifts, now) {
      drift.set(target, drifts);
      await refresh(target, now);
    },
    forget(target) {
      drift.delete(target);
      known.delete(target);
      reports.delete(target);
    },
  };

  async function writeStatus(monitor: Manifest, status: ReturnType<StatusOf>): Promise<void> {
    const { apiVersion, kind, metadata } = monitor;
    const { name, namespace } = metadata;
    const place = namespace === undefined ? { name } : { name, namespace };
    await cluster.apply(
      { apiVersion, kind, metadata: place, status },
      { fieldManager: statusManager, force: true, subresource: 'status' },
    );
  }
}

function byKey(manifests: readonly Manifest[]): Map<string, Manifest> {
  return new Map(manifests.map((manifest) => [objectKey(objectIdOf(manifest)), manifest]));
}

function progressOf({
  target,
  revision,
  phase,
  message,
  finishedAt,
}: TargetReport): ReconcileProgress {
  const failed = phase === 'Failed' || phase === 'Refused';
  return {
    target,
    revision,
    phase,
    failure: failed ? { reason: 'ReconciliationFailed', message } : undefined,
    now: finishedAt,
  };
}
