import type { StepEnd } from '../../model/ports/ledger.ts';
import type { OpenRun } from '../../plan/hooks/open-runs.ts';
import type { ApplyOutcome } from '../apply.ts';
import { type ApplyRun, changed } from '../run.ts';
import { awaitEnd, type EndSeen } from './await-end.ts';
import { logOf } from './hook-log.ts';
import { endOf, isRun, release } from './hook-object.ts';

/**
 * Brings the runs whose hooks have left Git to their end, before anything else is
 * done: nothing runs beside them, and nobody else would ever take their finalizers
 * off. How they end stops nothing. `undefined` where none is open any more.
 */
export async function settleLeftRuns(run: ApplyRun): Promise<ApplyOutcome | undefined> {
  for (const open of run.plan.openRuns) {
    if (!open.left) continue;
    run.reached = 'Preflight';
    if (!(await settleLeft(run, open))) return stillGoing(run, open);
  }
  return undefined;
}

/**
 * Records the runs that have ended, and lets their objects go, where the plan is
 * not to run: a namespace that is being deleted must not hang on them.
 */
export async function settleEndedRuns(run: ApplyRun): Promise<void> {
  const { cluster, healthRules = new Map(), signal } = run.context;
  for (const open of run.plan.openRuns) {
    const live = await cluster.get(referenceTo(open), signal);
    if (live === undefined || !isRun(live, open.record)) continue;
    const end = endOf(live, healthRules);
    if (end !== undefined) await settle(run, open, { ...end, live });
  }
}

/** Whether the run has come to its end. */
async function settleLeft(run: ApplyRun, open: OpenRun): Promise<boolean> {
  const { cluster, ledger, signal } = run.context;
  const { record } = open;
  const live = await cluster.get(referenceTo(open), signal);
  if (live === undefined || !isRun(live, record)) {
    await ledger.settle(record, record.facts.uid === undefined ? neverBegan : lost);
    return true;
  }
  const end = await awaitEnd(run, run.plan, record, live);
  if (end === 'running') return false;
  if (end === 'lost') await ledger.settle(record, lost);
  else await settle(run, open, end);
  return true;
}

/** Its finalizer would have kept it. */
const neverBegan: StepEnd = { outcome: 'Undone', message: 'it never began' };
const lost: StepEnd = {
  outcome: 'Unknown',
  message: 'its object is gone although nobody has seen its end',
};

async function settle(run: ApplyRun, { id, record, left }: OpenRun, end: EndSeen): Promise<void> {
  const { cluster, ledger } = run.context;
  const log = end.outcome === 'Failed' ? await logOf(run, end.live) : '';
  await ledger.settle(record, { outcome: end.outcome, message: `${end.message}${log}` });
  await release(cluster, end.live);
  const what = end.outcome === 'Succeeded' ? 'has succeeded' : `has failed: ${end.message}`;
  const whose = left ? 'its hook has left Git; ' : '';
  changed(run, { id, action: 'unchanged', reason: `${whose}its run ${what}` });
}

function stillGoing(run: ApplyRun, { id, record }: OpenRun): ApplyOutcome {
  const { kind, namespace, name } = id;
  const group = id.group === '' ? '' : `.${id.group}`;
  const place = namespace === '' ? '' : ` -n ${namespace}`;
  run.unhealthy = [
    {
      id,
      status: 'InProgress',
      message: `its hook has left Git, and its run of ${record.revision} goes on; everything waits for its end`,
    },
  ];
  run.next.push(`kubectl delete ${kind.toLowerCase()}${group}${place} ${name}`);
  return 'hook-running';
}

function referenceTo({ id, apiVersion }: OpenRun) {
  return { apiVersion, kind: id.kind, namespace: id.namespace, name: id.name };
}
