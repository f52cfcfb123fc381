import { type JsonObject, jsonEquals } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { labelsMatch } from '../registry/labels.ts';
import {
  asManifest,
  isDeleting,
  metadataOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  withMetadata,
  without,
} from '../registry/metadata.ts';
import { type Controller, changedItem, type Hands, type Item } from './controller.ts';
import { controlled, controllerReference, isReady, ownerItem, podOf } from './owned-pods.ts';
import { templateHash } from './template-hash.ts';

const SETS = 'statefulsets.apps';
const PODS = 'pods';
const CLAIMS = 'persistentvolumeclaims';
const REVISION_LABEL = 'controller-revision-hash';

const specOf = (object: Manifest): JsonObject => objectOf(object.spec);
const revisionOf = (pod: Manifest): string => textOf(objectOf(pod.metadata.labels)[REVISION_LABEL]);

/** Keeps a StatefulSet's Pods: by name, in order, each with its own claims. */
export function statefulSetController(hands: Hands): Controller {
  return {
    itemsFor: (resource, change) =>
      resource === PODS
        ? [...ownerItem(change, 'StatefulSet', SETS), ...setOfOrphan(hands, change.object)]
        : changedItem(resource, change, SETS),
    reconcile: ({ key }) => {
      const set = hands.get(SETS, key);
      if (set === undefined || isDeleting(set)) return undefined;
      adopt(hands, set);
      const update = updateRevision(set);
      progress(hands, set, update);
      report(hands, set, update);
      return undefined;
    },
  };
}

/** The set whose Pod this would be, had it an owner. */
function setOfOrphan(hands: Hands, pod: Manifest): readonly Item[] {
  const isOwned = objectsOf(pod.metadata.ownerReferences).some((one) => one.controller === true);
  const key = `${pod.metadata.namespace}/${pod.metadata.name.replace(/-\d+$/, '')}`;
  return isOwned || hands.get(SETS, key) === undefined ? [] : [{ storage: SETS, key }];
}

/** Takes Pods of its name that nobody owns and that its selector finds. */
function adopt(hands: Hands, set: Manifest): void {
  const pattern = new RegExp(`^${set.metadata.name}-\\d+$`);
  const { matchLabels } = objectOf(specOf(set).selector);
  for (const pod of hands.list(PODS)) {
    const owners = objectsOf(pod.metadata.ownerReferences);
    const isFree = !owners.some((one) => one.controller === true) && !isDeleting(pod);
    const isOurs =
      pod.metadata.namespace === set.metadata.namespace && pattern.test(pod.metadata.name);
    if (!isFree || !isOurs || !labelsMatch({ matchLabels }, pod)) continue;
    const ownerReferences = [...owners, controllerReference(set)];
    hands.update(PODS, asManifest(withMetadata(pod, { ownerReferences })));
  }
}

function updateRevision(set: Manifest): string {
  return `${set.metadata.name}-${templateHash(objectOf(specOf(set).template))}`;
}

function podName(set: Manifest, ordinal: number): string {
  return `${set.metadata.name}-${ordinal}`;
}

/** Does the next step: a missing Pod, a Pod too many, or a Pod of an old revision. */
function progress(hands: Hands, set: Manifest, update: string): void {
  const wanted = numberOf(specOf(set).replicas) ?? 1;
  const isParallel = specOf(set).podManagementPolicy === 'Parallel';
  const pods = controlled(hands, PODS, set);
  for (let ordinal = 0; ordinal < wanted; ordinal++) {
    const name = podName(set, ordinal);
    const pod = pods.find((one) => one.metadata.name === name);
    if (pod === undefined) createPod(hands, set, name, update);
    if (!isParallel && (pod === undefined || !isReady(pod))) {
      // A Pod that never got ready must not hold up the revision that would mend it.
      if (pod !== undefined && !isDeleting(pod)) replaceIfOutdated(hands, set, pod, update);
      return;
    }
  }
  const extra = pods.filter((pod) => ordinalOf(set, pod) >= wanted && !isDeleting(pod));
  const last = extra.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  for (const pod of isParallel ? last : last.slice(0, 1)) hands.delete(PODS, pod);
  if (last.length > 0) return;
  const outdated = pods.filter((pod) => revisionOf(pod) !== update && !isDeleting(pod));
  const [next] = outdated.sort((a, b) => ordinalOf(set, b) - ordinalOf(set, a));
  if (next !== undefined && pods.every(isReady)) replaceIfOutdated(hands, set, next, update);
}

function ordinalOf(set: Manifest, pod: Manifest): number {
  return Number(pod.metadata.name.slice(set.metadata.name.length + 1));
}

function replaceIfOutdated(hands: Hands, set: Manifest, pod: Manifest, update: string): void {
  const strategy = objectOf(specOf(set).updateStrategy);
  const partition = numberOf(objectOf(strategy.rollingUpdate).partition) ?? 0;
  if (revisionOf(pod) === update || strategy.type === 'OnDelete') return;
  if (ordinalOf(set, pod) >= partition) hands.delete(PODS, pod);
}

function createPod(hands: Hands, set: Manifest, name: string, revision: string): void {
  const spec = specOf(set);
  const template = objectOf(spec.template);
  const templates = objectsOf(spec.volumeClaimTemplates);
  for (const claim of templates) createClaim(hands, set, claim, name);
  const podSpec = objectOf(template.spec);
  const volumes = templates.map((claim) => ({
    name: textOf(metadataOf(claim).name),
    persistentVolumeClaim: { claimName: `${textOf(metadataOf(claim).name)}-${name}` },
  }));
  const claimed = volumes.map((volume) => volume.name);
  const others = objectsOf(podSpec.volumes).filter(
    (volume) => !claimed.includes(textOf(volume.name)),
  );
  const pod = podOf(
    set,
    {
      ...template,
      spec: {
        ...podSpec,
        volumes: [...volumes, ...others],
        hostname: name,
        subdomain: spec.serviceName,
      },
    },
    { name },
    {
      'statefulset.kubernetes.io/pod-name': name,
      'apps.kubernetes.io/pod-index': String(name.slice(set.metadata.name.length + 1)),
      [REVISION_LABEL]: revision,
    },
  );
  hands.create(PODS, asManifest(pod));
}

function createClaim(hands: Hands, set: Manifest, template: JsonObject, pod: string): void {
  const metadata = metadataOf(template);
  const name = `${textOf(metadata.name)}-${pod}`;
  const { namespace = '' } = set.metadata;
  if (hands.get(CLAIMS, `${namespace}/${name}`) !== undefined) return;
  const labels = {
    ...objectOf(metadata.labels),
    ...objectOf(objectOf(specOf(set).selector).matchLabels),
  };
  const claim = {
    ...without(template, 'status'),
    metadata: { ...metadata, name, namespace, labels },
  };
  hands.create(CLAIMS, asManifest({ ...claim, apiVersion: 'v1', kind: 'PersistentVolumeClaim' }));
}

function report(hands: Hands, set: Manifest, update: string): void {
  const pods = controlled(hands, PODS, set).filter((pod) => !isDeleting(pod));
  const wanted = numberOf(specOf(set).replicas) ?? 1;
  const ready = pods.filter(isReady).length;
  const updated = pods.filter((pod) => revisionOf(pod) === update).length;
  const before = objectOf(set.status);
  const isComplete = updated === wanted && pods.length === wanted && ready === wanted;
  const current = isComplete ? update : textOf(before.currentRevision) || update;
  const onCurrent = pods.filter((pod) => revisionOf(pod) === current).length;
  const status: JsonObject = {
    observedGeneration: metadataOf(set).generation,
    replicas: pods.length,
    ...(ready === 0 ? {} : { readyReplicas: ready }),
    ...(onCurrent === 0 ? {} : { currentReplicas: onCurrent }),
    ...(updated === 0 ? {} : { updatedReplicas: updated }),
    currentRevision: current,
    updateRevision: update,
    collisionCount: 0,
    availableReplicas: ready,
  };
  if (!jsonEquals(status, before)) hands.updateStatus(SETS, set, status);
}
