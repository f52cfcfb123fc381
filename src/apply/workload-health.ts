import type { JsonValue } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { conditionOf, isTrue } from './conditions.ts';
import { current, failed, type Health, inProgress } from './health.ts';

// What "ready" means for the kinds that run pods, as kstatus reads their status.

export function deploymentHealth(live: Manifest): Health {
  const progressing = conditionOf(live, 'Progressing');
  if (progressing?.reason === 'ProgressDeadlineExceeded') {
    return failed(`the progress deadline is exceeded: ${progressing.message}`);
  }
  const wanted = numberAt(live, ['spec', 'replicas'], 1);
  const replicas = statusNumber(live, 'replicas');
  const updated = statusNumber(live, 'updatedReplicas');
  const available = statusNumber(live, 'availableReplicas');
  const ready = statusNumber(live, 'readyReplicas');
  if (wanted > replicas) return inProgress(`${replicas} of ${wanted} replicas exist`);
  if (wanted > updated) return inProgress(`${updated} of ${wanted} replicas are updated`);
  if (replicas > wanted) return inProgress(`${replicas - wanted} old replicas are still there`);
  if (updated > available) return inProgress(`${available} of ${updated} replicas are available`);
  if (wanted > ready) return inProgress(`${ready} of ${wanted} replicas are ready`);
  // Without a deadline the controller sets no condition.
  const deadline = valueAt(live, ['spec', 'progressDeadlineSeconds']) ?? 2_147_483_647;
  if (deadline !== 2_147_483_647 && progressing?.reason !== 'NewReplicaSetAvailable') {
    return inProgress('the new replica set is not available yet');
  }
  if (!isTrue(conditionOf(live, 'Available'))) return inProgress('it is not available yet');
  return current(`${ready} of ${wanted} replicas are ready`);
}

export function statefulSetHealth(live: Manifest): Health {
  if (valueAt(live, ['spec', 'updateStrategy', 'type']) === 'OnDelete') {
    return current('its pods are updated by hand (OnDelete)');
  }
  const wanted = numberAt(live, ['spec', 'replicas'], 1);
  const replicas = statusNumber(live, 'replicas');
  const ready = statusNumber(live, 'readyReplicas');
  const updated = statusNumber(live, 'updatedReplicas');
  if (wanted > replicas) return inProgress(`${replicas} of ${wanted} replicas exist`);
  if (wanted > ready) return inProgress(`${ready} of ${wanted} replicas are ready`);
  if (replicas > wanted)
    return inProgress(`${replicas - wanted} replicas too many are still there`);
  const partition = valueAt(live, ['spec', 'updateStrategy', 'rollingUpdate', 'partition']);
  // The server writes a partition of 0 where there is none.
  if (typeof partition === 'number' && partition > 0) {
    const toUpdate = wanted - partition;
    return updated < toUpdate
      ? inProgress(`${updated} of ${toUpdate} replicas beyond the partition are updated`)
      : current(`${updated} replicas beyond the partition are updated`);
  }
  if (wanted > updated) return inProgress(`${updated} of ${wanted} replicas are updated`);
  const revision = valueAt(live, ['status', 'currentRevision']);
  if (revision !== valueAt(live, ['status', 'updateRevision'])) {
    return inProgress('its controller has not ended the update yet');
  }
  return current(`${ready} of ${wanted} replicas are ready`);
}

export function daemonSetHealth(live: Manifest): Health {
  const wanted = valueAt(live, ['status', 'desiredNumberScheduled']);
  const observed = valueAt(live, ['status', 'observedGeneration']);
  if (typeof wanted !== 'number' || observed === undefined) {
    return inProgress('its controller has not seen it yet');
  }
  const scheduled = statusNumber(live, 'currentNumberScheduled');
  const updated = statusNumber(live, 'updatedNumberScheduled');
  const available = statusNumber(live, 'numberAvailable');
  const ready = statusNumber(live, 'numberReady');
  if (wanted > scheduled) return inProgress(`${scheduled} of ${wanted} pods are scheduled`);
  if (wanted > updated) return inProgress(`${updated} of ${wanted} pods are updated`);
  if (wanted > available) return inProgress(`${available} of ${wanted} pods are available`);
  if (wanted > ready) return inProgress(`${ready} of ${wanted} pods are ready`);
  return current(`${ready} of ${wanted} pods are ready`);
}

export function replicaSetHealth(live: Manifest): Health {
  const failure = conditionOf(live, 'ReplicaFailure');
  if (failure !== undefined && isTrue(failure)) {
    return inProgress(`pods cannot be made: ${failure.message}`);
  }
  const wanted = numberAt(live, ['spec', 'replicas'], 1);
  const labelled = statusNumber(live, 'fullyLabeledReplicas');
  const available = statusNumber(live, 'availableReplicas');
  const ready = statusNumber(live, 'readyReplicas');
  const replicas = statusNumber(live, 'replicas');
  if (wanted > labelled) return inProgress(`${labelled} of ${wanted} replicas exist`);
  if (wanted > available) return inProgress(`${available} of ${wanted} replicas are available`);
  if (wanted > ready) return inProgress(`${ready} of ${wanted} replicas are ready`);
  if (replicas > wanted)
    return inProgress(`${replicas - wanted} replicas too many are still there`);
  return current(`${ready} of ${wanted} replicas are ready`);
}

export function jobHealth(live: Manifest): Health {
  const failure = conditionOf(live, 'Failed');
  if (failure !== undefined && isTrue(failure)) return failed(`it failed: ${failure.message}`);
  const wanted = numberAt(
    live,
    ['spec', 'completions'],
    numberAt(live, ['spec', 'parallelism'], 1),
  );
  const succeeded = statusNumber(live, 'succeeded');
  if (isTrue(conditionOf(live, 'Complete'))) return current('it has completed');
  if (valueAt(live, ['status', 'startTime']) === undefined) return inProgress('it has not started');
  // For kstatus a running Job is fine; who waits for a Job wants its end, as Flux does.
  return inProgress(`it runs; ${succeeded} of ${wanted} pods have succeeded`);
}

export function podHealth(live: Manifest): Health {
  const phase = valueAt(live, ['status', 'phase']);
  if (phase === 'Succeeded') return current('it has completed');
  if (phase === 'Failed') return failed('it has failed');
  const waiting = waitingReason(live);
  if (phase === 'Running') {
    if (isTrue(conditionOf(live, 'Ready'))) return current('it is ready');
    return waiting?.includes('CrashLoopBackOff')
      ? failed(waiting)
      : inProgress(waiting ?? 'it runs but is not ready');
  }
  const scheduled = conditionOf(live, 'PodScheduled');
  if (scheduled?.status === 'False') {
    return inProgress(`it cannot be scheduled: ${scheduled.message}`);
  }
  return inProgress(waiting ?? 'it is pending');
}

/** Why a container of a pod does not run: `prometheus: ImagePullBackOff (…)`. */
export function waitingReason(pod: Manifest): string | undefined {
  for (const list of ['initContainerStatuses', 'containerStatuses']) {
    const statuses = valueAt(pod, ['status', list]);
    for (const status of Array.isArray(statuses) ? (statuses as readonly JsonValue[]) : []) {
      const reason = valueAt(status, ['state', 'waiting', 'reason']);
      if (typeof reason !== 'string' || harmlessReasons.has(reason)) continue;
      const message = valueAt(status, ['state', 'waiting', 'message']);
      const detail = typeof message === 'string' && message !== '' ? ` (${message})` : '';
      return `${String(valueAt(status, ['name']))}: ${reason}${detail}`;
    }
  }
  return undefined;
}

/** What every container waits for at first. */
const harmlessReasons: ReadonlySet<string> = new Set(['ContainerCreating', 'PodInitializing']);

function statusNumber(live: Manifest, name: string): number {
  return numberAt(live, ['status', name], 0);
}

function numberAt(live: Manifest, path: readonly string[], otherwise: number): number {
  const value = valueAt(live, path);
  return typeof value === 'number' ? value : otherwise;
}
