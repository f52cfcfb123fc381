import { concurrently } from '../model/concurrently.ts';
import { fieldManager } from '../model/identity.ts';
import type { PlannedObject, Stage } from '../plan/plan.ts';
import type { ApplyOutcome } from './apply.ts';
import { fillOwnerUids } from './fill-owner-uids.ts';
import { problemOf } from './problem-of.ts';
import { type ApplyRun, changed, seen, stepFinished, stepStarted } from './run.ts';
import { waitEstablished } from './wait-established.ts';
import { waitServed } from './wait-served.ts';
import { writeObject } from './write-object.ts';

/**
 * Applies one stage: what the server could not be asked about before is dry-run
 * first, all of it, then everything is written. The stage goes on past an
 * object that fails, and the apply stops after it.
 */
export async function applyStage(
  run: ApplyRun,
  step: string,
  stage: Stage,
): Promise<ApplyOutcome | undefined> {
  const moving = stage.objects.filter(({ action }) => action !== 'unchanged');
  stepStarted(run, `${step}/${stage.name}`, moving.length);
  for (const { id, action, reason } of stage.objects) {
    if (action === 'unchanged') changed(run, { id, action, reason });
  }
  const refused = await dryRunDeferred(run, moving);
  if (refused) return 'failed';
  const failed = await writeAll(run, moving);
  if (failed) return 'failed';
  if (stage.waitEstablished) {
    const stopped = await waitEstablished(run, stage);
    if (stopped !== undefined) return stopped;
  }
  stepFinished(run);
  return undefined;
}

/** Whether the server refuses any of the objects that it could not be asked about before. */
async function dryRunDeferred(run: ApplyRun, objects: readonly PlannedObject[]): Promise<boolean> {
  const deferred = objects.filter(({ dryRun }) => dryRun === 'deferred');
  const { cluster, signal } = run.context;
  const problems = run.problems.length;
  const ask = async (object: PlannedObject) => {
    try {
      await waitServed(run, object.manifest);
      const manifest = await fillOwnerUids(run, object.manifest);
      await cluster.apply(manifest, { fieldManager, force: true, dryRun: true });
    } catch (thrown) {
      run.problems.push(problemOf(thrown, object));
    }
  };
  await concurrently(deferred, run.concurrency, ask, signal);
  return run.problems.length > problems;
}

/** Whether writing any of the objects has failed. */
async function writeAll(run: ApplyRun, objects: readonly PlannedObject[]): Promise<boolean> {
  const problems = run.problems.length;
  const write = async (object: PlannedObject) => {
    const { id, action, reason } = object;
    try {
      const before = object.live?.resourceVersion;
      const after = await writeObject(run, object);
      seen(run, after);
      const moved = after.metadata.resourceVersion !== before;
      if (!moved) changed(run, { id, action: 'unchanged', reason: 'nothing differs' });
      else changed(run, { id, action: action === 'create' ? 'created' : 'configured', reason });
    } catch (thrown) {
      const problem = problemOf(thrown, object);
      run.problems.push(problem);
      changed(run, { id, action: 'failed', reason: problem.what });
    }
  };
  await concurrently(objects, run.concurrency, write, run.context.signal);
  return run.problems.length > problems;
}
