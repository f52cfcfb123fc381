import { apply } from '../apply/apply.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { makePlan } from '../plan/make-plan.ts';
import { observe } from '../plan/observe.ts';
import type { Plan } from '../plan/plan.ts';
import { readInventory } from '../plan/read-inventory.ts';
import { reportOfApply } from '../report/report-of-apply.ts';
import { reportOfError } from '../report/report-of-error.ts';
import type { TargetReport } from '../report/target-report.ts';
import { observeContextOf } from './plan-target.ts';
import type { Publisher } from './publisher.ts';
import {
  applyContextOf,
  type ReconcileContext,
  type ReconcileRequest,
  subjectOf,
} from './reconcile.ts';

/**
 * One attempt to take down a target that left Git: what it had is deleted, within
 * the same guards and budget as any prune, and then its records. Never throws.
 */
export async function removeTarget(
  request: ReconcileRequest,
  context: ReconcileContext,
  publisher: Publisher,
): Promise<TargetReport> {
  const { clock } = context;
  const subject = subjectOf(request, clock);
  context.drift.forget(subject.target);
  let report: TargetReport;
  try {
    const plan = await planRemoval(request, context);
    const result = await apply(plan, applyContextOf(request, context));
    report = reportOfApply(subject, plan, result, [], clock.now());
    if (result.outcome === 'done') {
      // The inventory goes with its last entry; what must not be deleted stays on record.
      await context.ledger.forget(subject.target);
      await publisher.forget(subject.target);
      return { ...report, phase: 'Removed', message: 'it left Git; what may be deleted is gone' };
    }
    if (report.held !== undefined) {
      const count = report.held.objects.length;
      report = { ...report, message: `it left Git; ${count} deletions wait for approval` };
    }
  } catch (thrown) {
    report = reportOfError(subject, thrown, clock.now());
  }
  await context.publish(report, undefined);
  return report;
}

async function planRemoval(request: ReconcileRequest, context: ReconcileContext): Promise<Plan> {
  const { target, revision, goneTargets, signal } = request;
  const { budget } = context;
  const { cluster, namespace } = context;
  const { deleteHooks = [] } = await readInventory(cluster, namespace, target.name, signal);
  const hooks = deleteHooks.map(kept);
  const desired = { target, revision, objects: [], hooks };
  const prepared = { desired, problems: [], warnings: [] };
  const observation = await observe(desired, observeContextOf(context, signal));
  const approvals = context.approvals.union(await context.readApprovals(target.name));
  return makePlan(prepared, observation, { goneTargets, approvals, budget, retire: true });
}

/** A hook as it was kept when Git still had it. */
function kept(manifest: Manifest): Rendered {
  return { manifest, provenance: { object: undefined, field: () => undefined } };
}
