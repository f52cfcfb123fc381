import type { KnownDrift } from '../drift/drift.ts';
import { messageOf } from '../model/errors.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import type { Log } from '../model/ports/log.ts';
import type { Snapshot } from '../model/ports/source.ts';
import type { MonitorSummary } from '../monitor/summary.ts';
import { driftNotices, type EventSubject, noticesOf } from '../report/events.ts';
import { type ReportSubject, reportWithoutApply } from '../report/report-of-apply.ts';
import type { TargetReport } from '../report/target-report.ts';
import { recordDrift } from './drift/record-drift.ts';
import { createEventRecorder } from './event-recorder.ts';
import type { MonitorStatusWriter } from './monitor-status-writer.ts';
import type { MonitorListener } from './monitors/monitor-listener.ts';
import type { PlannedTarget } from './plan-target.ts';
import type { StatusStore } from './status-store.ts';

/** Tells the cluster how targets stand: status records, TidbMonitor status, Events. */
export interface Publisher {
  /** A plan is about to run. */
  announce(subject: ReportSubject, planned: PlannedTarget): Promise<void>;
  /** An attempt has ended. */
  publish(report: TargetReport, monitors: readonly MonitorSummary[] | undefined): Promise<void>;
  /** The drift of a target is another one than before. */
  drift(
    target: string,
    now: readonly KnownDrift[],
    before: readonly KnownDrift[],
    lineOrigin: Snapshot['lineOrigin'] | undefined,
  ): Promise<void>;
  /** The objects of a target's monitors, or what is known of them, have moved. */
  refresh(target: string): Promise<void>;
  /** Told which targets have a record on the cluster now. */
  recall(targets: ReadonlySet<string>): void;
  /** A target is gone, with all that it had. */
  forget(target: string): Promise<void>;
}

export interface PublisherContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  readonly store: StatusStore;
  readonly monitorStatus: MonitorStatusWriter;
  /** Told of a target's monitors as soon as they are known, and when they are gone. */
  readonly monitors?: MonitorListener;
}

/** Telling may fail, and then is logged: it never fails what is told about. */
export function createPublisher(context: PublisherContext): Publisher {
  const { cluster, clock, log, store, monitorStatus } = context;
  const events = createEventRecorder(cluster, clock);
  const previous = new Map<string, TargetReport>();

  const last = new Map<string, Promise<void>>();

  /** One thing after the other for each target: the last that is told must be what stays. */
  function inTurn(target: string, action: () => Promise<void>): Promise<void> {
    const done = (last.get(target) ?? Promise.resolve()).then(action);
    last.set(target, done);
    return done.finally(() => {
      if (last.get(target) === done) last.delete(target);
    });
  }

  async function attempt(what: string, target: string, action: () => Promise<void>): Promise<void> {
    try {
      await action();
    } catch (thrown) {
      log.warn(`cannot write ${what}`, { target, error: messageOf(thrown) });
    }
  }

  async function tell(
    report: TargetReport,
    before: TargetReport | undefined,
    about: readonly Manifest[],
  ): Promise<void> {
    for (const notice of noticesOf(report, before)) {
      for (const manifest of about) await events.record(notice, subjectOf(manifest));
    }
  }

  async function announce(
    subject: ReportSubject,
    { plan, monitors }: PlannedTarget,
  ): Promise<void> {
    const { create, update, prune } = plan.summary;
    // A plan with problems does not run: what the last attempt reported stays said.
    if (plan.problems.length > 0 || create + update + prune === 0) return;
    const message = `applying: ${create} to create, ${update} to update, ${prune} to delete`;
    const report = reportWithoutApply(subject, 'Progressing', message, [], clock.now());
    await attempt('the status record', subject.target, async () => {
      await store.keep(report);
    });
    await attempt('the status of TidbMonitors', subject.target, async () => {
      await monitorStatus.write(report, monitors);
    });
  }

  async function publish(
    report: TargetReport,
    monitors: readonly MonitorSummary[] | undefined,
  ): Promise<void> {
    const before = previous.get(report.target);
    previous.set(report.target, report);
    context.monitors?.attempted(report, monitors);
    await attempt('the status record', report.target, async () => {
      await tell(report, before, [await store.keep(report)]);
    });
    await attempt('the status of TidbMonitors', report.target, async () => {
      await tell(report, before, await monitorStatus.write(report, monitors));
    });
  }

  async function drift(
    target: string,
    now: readonly KnownDrift[],
    before: readonly KnownDrift[],
    lineOrigin: Snapshot['lineOrigin'] | undefined,
  ): Promise<void> {
    await attempt('the status record', target, async () => {
      const record = await store.keepDrift(target, await recordDrift(now, lineOrigin));
      if (record === undefined) return;
      for (const { id: _id, ...notice } of driftNotices(now, before)) {
        await events.record(notice, subjectOf(record));
      }
    });
    await attempt('the status of TidbMonitors', target, () =>
      monitorStatus.drifted(target, now, clock.now()),
    );
  }

  async function refresh(target: string): Promise<void> {
    await attempt('the status of TidbMonitors', target, () =>
      monitorStatus.refresh(target, clock.now()),
    );
  }

  async function forget(target: string): Promise<void> {
    previous.delete(target);
    monitorStatus.forget(target);
    context.monitors?.forget(target);
    await attempt('the status record', target, () => store.forget(target));
  }

  return {
    recall: store.recall,
    announce: (subject, planned) => inTurn(subject.target, () => announce(subject, planned)),
    publish: (report, monitors) => inTurn(report.target, () => publish(report, monitors)),
    drift: (target, ...told) => inTurn(target, () => drift(target, ...told)),
    refresh: (target) => inTurn(target, () => refresh(target)),
    forget: (target) => inTurn(target, () => forget(target)),
  };
}

function subjectOf({ apiVersion, kind, metadata }: Manifest): EventSubject {
  const { namespace = '', name, uid } = metadata;
  return { apiVersion, kind, namespace, name, uid };
}
