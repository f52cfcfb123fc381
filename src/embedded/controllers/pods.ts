import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { PodOutcome } from '../options.ts';
import {
  formatTime,
  isDeleting,
  metadataOf,
  objectOf,
  objectsOf,
  textOf,
} from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands } from './controller.ts';

const PODS = 'pods';
const CLAIMS = 'persistentvolumeclaims';
const OUTCOMES: readonly string[] = ['ready', 'notReady', 'succeeded', 'failed', 'pending'];
const OUTCOME_ANNOTATION = 'embedded.tidewatch.dev/outcome';

export interface PodOptions {
  /** In milliseconds. */
  readonly startup: number;
  readonly outcome: ((pod: Manifest) => PodOutcome) | undefined;
}

const isPodOutcome = (text: string): text is PodOutcome => OUTCOMES.includes(text);

/** What becomes of a Pod: what its annotation says, or Jobs succeed and others become ready. */
function outcomeOf(pod: Manifest, { outcome }: PodOptions): PodOutcome {
  const asked = textOf(objectOf(metadataOf(pod).annotations)[OUTCOME_ANNOTATION]);
  if (isPodOutcome(asked)) return asked;
  if (outcome !== undefined) return outcome(pod);
  const restarts = textOf(objectOf(pod.spec).restartPolicy);
  return restarts === 'Always' ? 'ready' : 'succeeded';
}

/** Stands in for every node: starts Pods once their volumes are there. */
export function podController(hands: Hands, options: PodOptions): Controller {
  return {
    itemsFor: (resource, change) => {
      if (resource !== CLAIMS) return changedItem(resource, change, PODS);
      return hands
        .list(PODS)
        .filter((pod) => pod.metadata.namespace === change.object.metadata.namespace)
        .map((pod) => ({ storage: PODS, key: `${pod.metadata.namespace}/${pod.metadata.name}` }));
    },
    reconcile: ({ key }) => {
      const pod = hands.get(PODS, key);
      if (pod === undefined || isDeleting(pod)) return undefined;
      if (objectOf(pod.status).phase !== 'Pending' || !hasVolumes(hands, pod)) return undefined;
      const created = Date.parse(textOf(pod.metadata.creationTimestamp));
      const remaining = created + options.startup - hands.registry.clock.now();
      if (remaining > 0) return remaining;
      const status = statusOf(pod, outcomeOf(pod, options), hands.registry.clock.now());
      if (status !== undefined) hands.updateStatus(PODS, pod, status);
      return undefined;
    },
  };
}

function hasVolumes(hands: Hands, pod: Manifest): boolean {
  return objectsOf(objectOf(pod.spec).volumes).every((volume) => {
    const name = textOf(objectOf(volume.persistentVolumeClaim).claimName);
    if (name === '') return true;
    const claim = hands.get(CLAIMS, `${pod.metadata.namespace}/${name}`);
    return objectOf(claim?.status).phase === 'Bound';
  });
}

function statusOf(
  pod: Manifest,
  outcome: PodOutcome,
  milliseconds: number,
): JsonObject | undefined {
  if (outcome === 'pending') return undefined;
  const now = formatTime(milliseconds);
  const isReady = outcome === 'ready';
  const isOver = outcome === 'succeeded' || outcome === 'failed';
  const phase = isOver ? (outcome === 'succeeded' ? 'Succeeded' : 'Failed') : 'Running';
  const condition = (type: string, holds: boolean): JsonObject => ({
    type,
    status: holds ? 'True' : 'False',
    lastTransitionTime: now,
    ...(holds ? {} : { reason: isOver ? 'PodCompleted' : 'ContainersNotReady' }),
  });
  const state = isOver
    ? {
        terminated: {
          exitCode: outcome === 'succeeded' ? 0 : 1,
          reason: outcome === 'succeeded' ? 'Completed' : 'Error',
          startedAt: now,
          finishedAt: now,
        },
      }
    : { running: { startedAt: now } };
  const container = (one: JsonObject): JsonObject => ({
    name: one.name,
    image: one.image,
    imageID: one.image,
    ready: isReady,
    started: !isOver,
    restartCount: 0,
    state,
  });
  const spec = objectOf(pod.spec);
  return {
    ...objectOf(pod.status),
    phase,
    startTime: now,
    conditions: [
      condition('PodScheduled', true),
      condition('Initialized', true),
      condition('ContainersReady', isReady),
      condition('Ready', isReady),
    ],
    containerStatuses: objectsOf(spec.containers).map(container),
  };
}
