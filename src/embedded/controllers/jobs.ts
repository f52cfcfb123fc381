import { type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import {
  asManifest,
  formatTime,
  isDeleting,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands } from './controller.ts';
import { controlled, ownerItem, podOf } from './owned-pods.ts';

const JOBS = 'jobs.batch';
const PODS = 'pods';

const specOf = (object: Manifest): JsonObject => objectOf(object.spec);
const phaseOf = (pod: Manifest): string => textOf(objectOf(pod.status).phase);

/** Runs a Job's Pods until enough have succeeded or too many have failed. */
export function jobController(hands: Hands): Controller {
  return {
    itemsFor: (resource, change) =>
      resource === PODS ? ownerItem(change, 'Job', JOBS) : changedItem(resource, change, JOBS),
    reconcile: ({ key }) => {
      const job = hands.get(JOBS, key);
      if (job === undefined || isDeleting(job)) return undefined;
      if (isFinished(job)) return expire(hands, job);
      run(hands, job);
      return undefined;
    },
  };
}

function conditionsOf(job: Manifest): readonly JsonObject[] {
  return objectsOf(objectOf(job.status).conditions);
}

function isFinished(job: Manifest): boolean {
  return conditionsOf(job).some(
    (one) => (one.type === 'Complete' || one.type === 'Failed') && one.status === 'True',
  );
}

/** Deletes a finished Job when its time to live is over. */
function expire(hands: Hands, job: Manifest): number | undefined {
  const seconds = numberOf(specOf(job).ttlSecondsAfterFinished);
  if (seconds === undefined) return undefined;
  const finished = conditionsOf(job).at(-1)?.lastTransitionTime;
  const remaining = Date.parse(textOf(finished)) + seconds * 1000 - hands.registry.clock.now();
  if (remaining > 0) return remaining;
  hands.delete(JOBS, job, { propagation: 'Background' });
  return undefined;
}

function run(hands: Hands, job: Manifest): void {
  const spec = specOf(job);
  const pods = controlled(hands, PODS, job);
  const succeeded = pods.filter((pod) => phaseOf(pod) === 'Succeeded').length;
  const failed = pods.filter((pod) => phaseOf(pod) === 'Failed').length;
  const active = pods.length - succeeded - failed;
  const completions = numberOf(spec.completions) ?? 1;
  const parallelism = numberOf(spec.parallelism) ?? 1;
  const isComplete = succeeded >= completions;
  const isFailed = !isComplete && failed > (numberOf(spec.backoffLimit) ?? 6);
  const wanted = Math.min(parallelism, completions - succeeded) - active;
  const mayRun = !isComplete && !isFailed && spec.suspend !== true;
  for (let missing = mayRun ? wanted : 0; missing > 0; missing--) {
    const name = { generateName: `${job.metadata.name}-` };
    hands.create(PODS, asManifest(podOf(job, objectOf(spec.template), name)));
  }
  report(
    hands,
    job,
    { succeeded, failed, active: active + (mayRun ? Math.max(0, wanted) : 0) },
    isComplete,
    isFailed,
  );
}

function report(
  hands: Hands,
  job: Manifest,
  counts: Readonly<Record<'active' | 'succeeded' | 'failed', number>>,
  isComplete: boolean,
  isFailed: boolean,
): void {
  const now = formatTime(hands.registry.clock.now());
  const before = objectOf(job.status);
  const condition = (type: string, reason: string, message: string): JsonObject => ({
    type,
    status: 'True',
    lastProbeTime: now,
    lastTransitionTime: now,
    reason,
    message,
  });
  const reached = ['CompletionsReached', 'Reached expected number of succeeded pods'] as const;
  const exceeded = ['BackoffLimitExceeded', 'Job has reached the specified backoff limit'] as const;
  const conditions = isComplete
    ? [condition('SuccessCriteriaMet', ...reached), condition('Complete', ...reached)]
    : isFailed
      ? [condition('FailureTarget', ...exceeded), condition('Failed', ...exceeded)]
      : [];
  const status: JsonObject = {
    ...(conditions.length === 0 ? {} : { conditions }),
    startTime: before.startTime ?? now,
    ...(isComplete ? { completionTime: now } : {}),
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    terminating: 0,
    uncountedTerminatedPods: {},
    ready: 0,
  };
  if (!jsonEquals(status, before)) hands.updateStatus(JOBS, job, status);
}
