import { type ApplyContext, apply } from '../apply/apply.ts';
import { expressionRules } from '../apply/declared-health.ts';
import type { Clock } from '../model/ports/clock.ts';
import type { PodLogs } from '../model/ports/pod-logs.ts';
import type { MonitorSummary } from '../monitor/summary.ts';
import {
  type ReportSubject,
  reportOfApply,
  reportWithoutApply,
} from '../report/report-of-apply.ts';
import { reportOfError } from '../report/report-of-error.ts';
import type { TargetReport } from '../report/target-report.ts';
import {
  type PlanContext,
  type PlannedTarget,
  type PlanRequest,
  planTarget,
} from './plan-target.ts';

export interface ReconcileRequest extends PlanRequest {
  /** A newer revision is here: do not wait for the health of this one. */
  readonly stopWaiting?: AbortSignal;
}

export interface ReconcileContext extends PlanContext {
  readonly logs?: PodLogs;
  readonly healthRules: NonNullable<ApplyContext['healthRules']>;
  readonly onProgress?: ApplyContext['onProgress'];
  /** Why somebody has suspended a target on the cluster; not asked where a person applies by hand. */
  readonly readSuspension?: (target: string) => Promise<string | undefined>;
  /** The plan is made and runs; never rejects. */
  readonly announce: (subject: ReportSubject, planned: PlannedTarget) => Promise<void>;
  /** The attempt has ended; `monitors` is `undefined` where it ended before they were known. */
  readonly publish: (
    report: TargetReport,
    monitors: readonly MonitorSummary[] | undefined,
  ) => Promise<void>;
}

/** One attempt at one target, from files to a report. Never throws. */
export async function reconcile(
  request: ReconcileRequest,
  context: ReconcileContext,
): Promise<TargetReport> {
  const subject = subjectOf(request, context.clock);
  const refusal = refusalOf(request, subject, context.clock) ?? (await suspended(subject, context));
  if (refusal !== undefined) return published(refusal, undefined, context);

  let planned: PlannedTarget;
  try {
    planned = await planTarget(request, context);
  } catch (thrown) {
    return published(reportOfError(subject, thrown, context.clock.now()), undefined, context);
  }
  context.drift.expect(request, planned);
  // The first write need not wait until everybody has heard of it.
  const [result] = await Promise.all([
    apply(planned.plan, applyContextOf(request, context)),
    context.announce(subject, planned),
  ]);
  context.drift.settled(request.target.name);
  const { plan, monitors, warnings } = planned;
  const report = reportOfApply(subject, plan, result, warnings, context.clock.now());
  return published(report, monitors, context);
}

export function subjectOf(request: ReconcileRequest, clock: Clock): ReportSubject {
  const { target, repository, revision } = request;
  const { name, path, prune } = target;
  return { target: name, repository, path, prune, revision, startedAt: clock.now() };
}

/** Why a target is not attempted at all. */
function refusalOf(
  { target }: ReconcileRequest,
  subject: ReportSubject,
  clock: Clock,
): TargetReport | undefined {
  if (target.suspend) {
    return reportWithoutApply(subject, 'Suspended', 'suspended in Git', [], clock.now());
  }
  if (target.blocked.length === 0) return undefined;
  const message = 'cannot be deployed as it is declared; what it deployed last stays';
  return reportWithoutApply(subject, 'Refused', message, target.blocked, clock.now());
}

/** Whether somebody has suspended the target on the cluster. Nobody knows while that cannot be read. */
async function suspended(
  subject: ReportSubject,
  { readSuspension, clock }: ReconcileContext,
): Promise<TargetReport | undefined> {
  try {
    const reason = await readSuspension?.(subject.target);
    if (reason === undefined) return undefined;
    return reportWithoutApply(subject, 'Suspended', `suspended: ${reason}`, [], clock.now());
  } catch (thrown) {
    return reportOfError(subject, thrown, clock.now());
  }
}

async function published(
  report: TargetReport,
  monitors: readonly MonitorSummary[] | undefined,
  context: ReconcileContext,
): Promise<TargetReport> {
  await context.publish(report, monitors);
  return report;
}

export function applyContextOf(request: ReconcileRequest, context: ReconcileContext): ApplyContext {
  const expressions = request.target.healthExpressions ?? [];
  return {
    cluster: context.cluster,
    discovery: context.discovery,
    clock: context.clock,
    ...(context.logs === undefined ? {} : { logs: context.logs }),
    inventoryNamespace: context.namespace,
    ledger: context.ledger,
    concurrency: context.requestsInFlight,
    healthRules: new Map([...context.healthRules, ...expressionRules(expressions)]),
    ...(context.onProgress === undefined ? {} : { onProgress: context.onProgress }),
    ...(request.signal === undefined ? {} : { signal: request.signal }),
    ...(request.stopWaiting === undefined ? {} : { stopWaiting: request.stopWaiting }),
  };
}
