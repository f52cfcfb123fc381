import { type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import {
  asManifest,
  formatTime,
  isDeleting,
  metadataOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  withMetadata,
} from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands } from './controller.ts';
import { controlled, controllerReference, ownerItem } from './owned-pods.ts';
import { templateHash } from './template-hash.ts';

const DEPLOYMENTS = 'deployments.apps';
const SETS = 'replicasets.apps';
const HASH_LABEL = 'pod-template-hash';
const REVISION = 'deployment.kubernetes.io/revision';

const specOf = (object: Manifest): JsonObject => objectOf(object.spec);
const statusOf = (object: Manifest): JsonObject => objectOf(object.status);
const countOf = (object: Manifest, field: string): number => numberOf(statusOf(object)[field]) ?? 0;
const sum = (sets: readonly Manifest[], field: string): number =>
  sets.reduce((total, set) => total + countOf(set, field), 0);

/** Rolls a Deployment's Pods over from one template to the next. */
export function deploymentController(hands: Hands): Controller {
  return {
    itemsFor: (resource, change) =>
      resource === SETS
        ? ownerItem(change, 'Deployment', DEPLOYMENTS)
        : changedItem(resource, change, DEPLOYMENTS),
    reconcile: ({ key }) => {
      const deployment = hands.get(DEPLOYMENTS, key);
      if (deployment === undefined || isDeleting(deployment)) return undefined;
      if (specOf(deployment).paused !== true) rollOver(hands, deployment);
      const current = hands.get(DEPLOYMENTS, key);
      if (current !== undefined) report(hands, current);
      return undefined;
    },
  };
}

function rollOver(hands: Hands, deployment: Manifest): void {
  const spec = specOf(deployment);
  const wanted = numberOf(spec.replicas) ?? 1;
  const hash = templateHash(objectOf(spec.template));
  const sets = controlled(hands, SETS, deployment);
  const old = sets.filter((set) => objectOf(set.metadata.labels)[HASH_LABEL] !== hash);
  const current = sets.find((set) => objectOf(set.metadata.labels)[HASH_LABEL] === hash);
  const recreates = objectOf(spec.strategy).type === 'Recreate';
  const oldLeft = sum(old, 'replicas');
  if (recreates) for (const set of old) scaleTo(hands, set, 0);
  if (recreates && oldLeft > 0) return;
  if (current === undefined) {
    createSet(hands, deployment, hash, wanted, sets);
    return;
  }
  scaleTo(hands, current, wanted);
  // The old Pods serve until the new ones do.
  if (countOf(current, 'availableReplicas') >= wanted) {
    for (const set of old) scaleTo(hands, set, 0);
    trimHistory(hands, deployment, old);
  }
}

function createSet(
  hands: Hands,
  deployment: Manifest,
  hash: string,
  replicas: number,
  sets: readonly Manifest[],
): void {
  const spec = specOf(deployment);
  const template = objectOf(spec.template);
  const labels = { ...objectOf(metadataOf(template).labels), [HASH_LABEL]: hash };
  const selector = objectOf(spec.selector);
  const revisions = sets.map((set) => Number(objectOf(metadataOf(set).annotations)[REVISION] ?? 0));
  const revision = String(Math.max(0, ...revisions) + 1);
  hands.create(
    SETS,
    asManifest({
      apiVersion: 'apps/v1',
      kind: 'ReplicaSet',
      metadata: {
        name: `${deployment.metadata.name}-${hash}`,
        namespace: deployment.metadata.namespace,
        labels,
        annotations: { [REVISION]: revision },
        ownerReferences: [controllerReference(deployment)],
      },
      spec: {
        replicas,
        minReadySeconds: spec.minReadySeconds,
        selector: {
          ...selector,
          matchLabels: { ...objectOf(selector.matchLabels), [HASH_LABEL]: hash },
        },
        template: withMetadata(template, { labels }),
      },
    }),
  );
  const annotations = { ...objectOf(metadataOf(deployment).annotations), [REVISION]: revision };
  // With the status, as the real controller does: it is no new generation.
  const marked = asManifest(withMetadata(deployment, { annotations }));
  hands.updateStatus(DEPLOYMENTS, marked, statusOf(deployment));
}

function scaleTo(hands: Hands, set: Manifest, replicas: number): void {
  if (specOf(set).replicas === replicas) return;
  hands.update(SETS, { ...set, spec: { ...specOf(set), replicas } });
}

function trimHistory(hands: Hands, deployment: Manifest, old: readonly Manifest[]): void {
  const limit = numberOf(specOf(deployment).revisionHistoryLimit) ?? 10;
  const empty = old.filter((set) => countOf(set, 'replicas') === 0);
  const revisionOf = (set: Manifest): number =>
    Number(objectOf(metadataOf(set).annotations)[REVISION] ?? 0);
  const byAge = [...empty].sort((a, b) => revisionOf(a) - revisionOf(b));
  for (const set of byAge.slice(0, Math.max(0, byAge.length - limit))) hands.delete(SETS, set);
}

function report(hands: Hands, deployment: Manifest): void {
  const spec = specOf(deployment);
  const wanted = numberOf(spec.replicas) ?? 1;
  const hash = templateHash(objectOf(spec.template));
  const sets = controlled(hands, SETS, deployment);
  const current = sets.filter((set) => objectOf(set.metadata.labels)[HASH_LABEL] === hash);
  const counts = {
    replicas: sum(sets, 'replicas'),
    updatedReplicas: sum(current, 'replicas'),
    readyReplicas: sum(sets, 'readyReplicas'),
    availableReplicas: sum(sets, 'availableReplicas'),
    unavailableReplicas: Math.max(0, wanted - sum(sets, 'availableReplicas')),
  };
  const isComplete =
    counts.updatedReplicas === wanted &&
    counts.replicas === wanted &&
    counts.availableReplicas === wanted;
  const status: JsonObject = {
    observedGeneration: metadataOf(deployment).generation,
    ...Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0)),
    conditions: conditionsOf(hands, deployment, counts.availableReplicas >= wanted, isComplete),
  };
  if (!jsonEquals(status, statusOf(deployment)))
    hands.updateStatus(DEPLOYMENTS, deployment, status);
}

function conditionsOf(
  hands: Hands,
  deployment: Manifest,
  isAvailable: boolean,
  isComplete: boolean,
): readonly JsonObject[] {
  const before = objectsOf(statusOf(deployment).conditions);
  const now = formatTime(hands.registry.clock.now());
  const condition = (type: string, status: string, reason: string, message: string): JsonObject => {
    const old = before.find((one) => one.type === type);
    const same = old?.status === status && old.reason === reason;
    if (same) return old;
    return {
      type,
      status,
      lastUpdateTime: now,
      lastTransitionTime: old?.status === status ? textOf(old.lastTransitionTime) : now,
      reason,
      message,
    };
  };
  const name = deployment.metadata.name;
  return [
    isAvailable
      ? condition(
          'Available',
          'True',
          'MinimumReplicasAvailable',
          'Deployment has minimum availability.',
        )
      : condition(
          'Available',
          'False',
          'MinimumReplicasUnavailable',
          'Deployment does not have minimum availability.',
        ),
    isComplete
      ? condition(
          'Progressing',
          'True',
          'NewReplicaSetAvailable',
          `Deployment "${name}" has successfully progressed.`,
        )
      : condition(
          'Progressing',
          'True',
          'ReplicaSetUpdated',
          `Deployment "${name}" is progressing.`,
        ),
  ];
}
