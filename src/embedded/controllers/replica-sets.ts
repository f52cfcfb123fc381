import { jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import {
  asManifest,
  isDeleting,
  metadataOf,
  numberOf,
  objectOf,
  textOf,
} from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands } from './controller.ts';
import { controlled, isReady, ownerItem, podOf } from './owned-pods.ts';

const SETS = 'replicasets.apps';
const PODS = 'pods';

/** Keeps as many Pods as a ReplicaSet asks for. */
export function replicaSetController(hands: Hands): Controller {
  return {
    itemsFor: (resource, change) =>
      resource === PODS
        ? ownerItem(change, 'ReplicaSet', SETS)
        : changedItem(resource, change, SETS),
    reconcile: ({ key }) => {
      const set = hands.get(SETS, key);
      if (set === undefined || isDeleting(set)) return undefined;
      scale(hands, set);
      report(hands, set);
      return undefined;
    },
  };
}

function isActive(pod: Manifest): boolean {
  const phase = textOf(objectOf(pod.status).phase);
  return !isDeleting(pod) && phase !== 'Succeeded' && phase !== 'Failed';
}

function scale(hands: Hands, set: Manifest): void {
  const spec = objectOf(set.spec);
  const wanted = numberOf(spec.replicas) ?? 0;
  const pods = controlled(hands, PODS, set).filter(isActive);
  for (let missing = wanted - pods.length; missing > 0; missing--) {
    const pod = podOf(set, objectOf(spec.template), {
      generateName: `${set.metadata.name}-`,
    });
    hands.create(PODS, asManifest(pod));
  }
  // Pods that are not ready are the first to go.
  const byReadiness = [...pods].sort((a, b) => Number(isReady(a)) - Number(isReady(b)));
  for (const pod of byReadiness.slice(0, Math.max(0, pods.length - wanted))) {
    hands.delete(PODS, pod);
  }
}

function report(hands: Hands, set: Manifest): void {
  const pods = controlled(hands, PODS, set).filter(isActive);
  const ready = pods.filter(isReady).length;
  const { generation } = metadataOf(set);
  const status = {
    replicas: pods.length,
    ...(pods.length === 0 ? {} : { fullyLabeledReplicas: pods.length }),
    ...(ready === 0 ? {} : { readyReplicas: ready, availableReplicas: ready }),
    observedGeneration: generation,
  };
  if (!jsonEquals(status, objectOf(set.status))) hands.updateStatus(SETS, set, status);
}
