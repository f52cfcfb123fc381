import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { compareQuantities } from '../../model/quantity.ts';
import { PROVISIONER } from '../registry/initial-objects.ts';
import { labelsMatch } from '../registry/labels.ts';
import {
  asManifest,
  isDeleting,
  metadataOf,
  objectOf,
  objectsOf,
  textOf,
  textsOf,
  withFields,
  withMetadata,
  without,
} from '../registry/metadata.ts';
import { type Controller, type Hands, type Item, keyOf } from './controller.ts';

const VOLUMES = 'persistentvolumes';
const CLAIMS = 'persistentvolumeclaims';
const PODS = 'pods';
const CLASSES = 'storageclasses.storage.k8s.io';
const BOUND_BY = 'pv.kubernetes.io/bound-by-controller';
const BIND_COMPLETED = 'pv.kubernetes.io/bind-completed';

const specOf = (object: Manifest): JsonObject => objectOf(object.spec);
const phaseOf = (object: Manifest): string => textOf(objectOf(object.status).phase);
const claimKey = (reference: JsonObject): string =>
  `${textOf(reference.namespace)}/${textOf(reference.name)}`;

/** Binds claims to volumes, follows reclaim policies, and guards what is in use. */
export function volumeController(hands: Hands): Controller {
  return {
    itemsFor: (resource, { key, object }) => {
      switch (resource) {
        case VOLUMES: {
          const reference = specOf(object).claimRef;
          const claim =
            reference === undefined
              ? []
              : [{ storage: CLAIMS, key: claimKey(objectOf(reference)) }];
          return [{ storage: VOLUMES, key }, ...claim, ...pendingClaims(hands)];
        }
        case CLAIMS: {
          const volume = textOf(specOf(object).volumeName);
          return [
            { storage: CLAIMS, key },
            ...(volume === '' ? [] : [{ storage: VOLUMES, key: volume }]),
          ];
        }
        case PODS:
          return claimsOfPod(object);
        default:
          return [];
      }
    },
    reconcile: ({ storage, key }) => {
      const object = hands.get(storage, key);
      if (object === undefined) return undefined;
      if (storage === VOLUMES) reconcileVolume(hands, object);
      else if (isDeleting(object)) releaseClaim(hands, object);
      else reconcileClaim(hands, object);
      return undefined;
    },
  };
}

function pendingClaims(hands: Hands): readonly Item[] {
  return hands
    .list(CLAIMS)
    .filter((claim) => phaseOf(claim) === 'Pending')
    .map((claim) => ({ storage: CLAIMS, key: keyOf(claim) }));
}

function claimsOfPod(pod: Manifest): readonly Item[] {
  return objectsOf(specOf(pod).volumes).flatMap((volume) => {
    const name = textOf(objectOf(volume.persistentVolumeClaim).claimName);
    return name === '' ? [] : [{ storage: CLAIMS, key: `${pod.metadata.namespace}/${name}` }];
  });
}

function isUsed(hands: Hands, claim: Manifest): boolean {
  const key = keyOf(claim);
  return hands.list(PODS).some((pod) => {
    const isOver = ['Succeeded', 'Failed'].includes(phaseOf(pod));
    return !isOver && claimsOfPod(pod).some((item) => item.key === key);
  });
}

function dropFinalizer(hands: Hands, storage: string, object: Manifest, finalizer: string): void {
  const finalizers = textsOf(object.metadata.finalizers);
  if (!finalizers.includes(finalizer)) return;
  const kept = finalizers.filter((one) => one !== finalizer);
  hands.update(storage, asManifest(withMetadata(object, { finalizers: kept })));
}

function releaseClaim(hands: Hands, claim: Manifest): void {
  if (!isUsed(hands, claim)) {
    dropFinalizer(hands, CLAIMS, claim, 'kubernetes.io/pvc-protection');
  }
}

function reconcileClaim(hands: Hands, claim: Manifest): void {
  const name = textOf(specOf(claim).volumeName);
  if (phaseOf(claim) === 'Bound') {
    const bound = hands.get(VOLUMES, name);
    if (bound === undefined) {
      hands.updateStatus(CLAIMS, claim, { ...objectOf(claim.status), phase: 'Lost' });
    } else grow(hands, claim, bound);
    return;
  }
  const volume = name === '' ? findVolume(hands, claim) : hands.get(VOLUMES, name);
  if (volume !== undefined && mayBind(volume, claim)) bind(hands, claim, volume);
  else if (volume === undefined && name === '') provision(hands, claim);
}

/** Whether a volume is free for a claim, or reserved for it. */
function mayBind(volume: Manifest, claim: Manifest): boolean {
  const reference = specOf(volume).claimRef;
  if (isDeleting(volume)) return false;
  if (reference === undefined) return true;
  const { uid } = objectOf(reference);
  return (
    claimKey(objectOf(reference)) === keyOf(claim) &&
    (uid === undefined || uid === claim.metadata.uid)
  );
}

function fits(volume: Manifest, claim: Manifest): boolean {
  const offered = specOf(volume);
  const wanted = specOf(claim);
  const modes = textsOf(offered.accessModes);
  const size = textOf(objectOf(offered.capacity).storage);
  const request = textOf(objectOf(objectOf(wanted.resources).requests).storage);
  return (
    textOf(offered.storageClassName) === textOf(wanted.storageClassName) &&
    textOf(offered.volumeMode) === textOf(wanted.volumeMode) &&
    textsOf(wanted.accessModes).every((mode) => modes.includes(mode)) &&
    compareQuantities(size, request) >= 0 &&
    labelsMatch(objectOf(wanted.selector), volume)
  );
}

/** The volume reserved for a claim, or the smallest free one that fits. */
function findVolume(hands: Hands, claim: Manifest): Manifest | undefined {
  const volumes = hands.list(VOLUMES).filter((volume) => mayBind(volume, claim));
  const reserved = volumes.find((volume) => specOf(volume).claimRef !== undefined);
  if (reserved !== undefined) return reserved;
  const sizeOf = (volume: Manifest): string => textOf(objectOf(specOf(volume).capacity).storage);
  return volumes
    .filter((volume) => fits(volume, claim))
    .sort((a, b) => compareQuantities(sizeOf(a), sizeOf(b)))[0];
}

function annotate(object: Manifest, annotations: JsonObject): Manifest {
  const merged = { ...objectOf(metadataOf(object).annotations), ...annotations };
  return asManifest(withMetadata(object, { annotations: merged }));
}

function bind(hands: Hands, claim: Manifest, volume: Manifest): void {
  const isReserved = specOf(volume).claimRef !== undefined;
  const claimRef = {
    kind: 'PersistentVolumeClaim',
    namespace: claim.metadata.namespace,
    name: claim.metadata.name,
    uid: claim.metadata.uid,
    apiVersion: 'v1',
    resourceVersion: claim.metadata.resourceVersion,
  };
  const marked = isReserved ? volume : annotate(volume, { [BOUND_BY]: 'yes' });
  hands.update(VOLUMES, { ...marked, spec: { ...specOf(volume), claimRef } });
  const bound = hands.get(VOLUMES, keyOf(volume));
  if (bound !== undefined)
    hands.updateStatus(VOLUMES, bound, { ...objectOf(bound.status), phase: 'Bound' });
  const chose = textOf(specOf(claim).volumeName) === '' ? { [BOUND_BY]: 'yes' } : {};
  const completed = annotate(claim, { [BIND_COMPLETED]: 'yes', ...chose });
  hands.update(CLAIMS, {
    ...completed,
    spec: { ...specOf(claim), volumeName: volume.metadata.name },
  });
  const stored = hands.get(CLAIMS, keyOf(claim));
  if (stored === undefined) return;
  const { accessModes, capacity } = specOf(volume);
  hands.updateStatus(CLAIMS, stored, { phase: 'Bound', accessModes, capacity });
}

/** Makes a volume for a claim whose class asks for one. */
function provision(hands: Hands, claim: Manifest): void {
  const spec = specOf(claim);
  const storageClass = hands.get(CLASSES, textOf(spec.storageClassName));
  if (storageClass?.provisioner !== PROVISIONER) return;
  const name = `pvc-${claim.metadata.uid}`;
  hands.create(VOLUMES, {
    apiVersion: 'v1',
    kind: 'PersistentVolume',
    metadata: { name, annotations: { 'pv.kubernetes.io/provisioned-by': PROVISIONER } },
    spec: {
      capacity: { storage: objectOf(objectOf(spec.resources).requests).storage },
      accessModes: spec.accessModes,
      volumeMode: spec.volumeMode,
      persistentVolumeReclaimPolicy: storageClass.reclaimPolicy,
      storageClassName: spec.storageClassName,
      hostPath: { path: `/var/lib/tidewatch/${name}` },
      claimRef: {
        kind: 'PersistentVolumeClaim',
        namespace: claim.metadata.namespace,
        name: claim.metadata.name,
        uid: claim.metadata.uid,
        apiVersion: 'v1',
        resourceVersion: claim.metadata.resourceVersion,
      },
    },
  });
}

/** Gives a claim that asks for more what it asks for, as a storage driver would. */
function grow(hands: Hands, claim: Manifest, volume: Manifest): void {
  const storageClass = hands.get(CLASSES, textOf(specOf(claim).storageClassName));
  if (storageClass?.allowVolumeExpansion !== true) return;
  if (storageClass.provisioner !== PROVISIONER) return;
  const storage = textOf(objectOf(objectOf(specOf(claim).resources).requests).storage);
  const status = objectOf(claim.status);
  if (compareQuantities(textOf(objectOf(status.capacity).storage), storage) >= 0) return;
  hands.update(VOLUMES, { ...volume, spec: { ...specOf(volume), capacity: { storage } } });
  hands.updateStatus(CLAIMS, claim, { ...status, capacity: { storage } });
}

function reconcileVolume(hands: Hands, volume: Manifest): void {
  const reference = specOf(volume).claimRef;
  const phase = phaseOf(volume);
  if (isDeleting(volume)) {
    if (phase !== 'Bound') dropFinalizer(hands, VOLUMES, volume, 'kubernetes.io/pv-protection');
    else if (isAbandoned(hands, volume)) setPhase(hands, volume, 'Released');
    return;
  }
  if (reference === undefined || objectOf(reference).uid === undefined) {
    setPhase(hands, volume, 'Available');
  } else if (isAbandoned(hands, volume)) reclaim(hands, volume);
  else if (phase === 'Pending') setPhase(hands, volume, 'Available');
}

/** Whether the claim a volume is bound to is gone, or is another one of that name. */
function isAbandoned(hands: Hands, volume: Manifest): boolean {
  const reference = objectOf(specOf(volume).claimRef);
  const claim = hands.get(CLAIMS, claimKey(reference));
  return reference.uid !== undefined && claim?.metadata.uid !== reference.uid;
}

function reclaim(hands: Hands, volume: Manifest): void {
  const spec = specOf(volume);
  setPhase(hands, volume, 'Released');
  if (spec.persistentVolumeReclaimPolicy !== 'Delete') return;
  const annotations = objectOf(metadataOf(volume).annotations);
  const released = hands.get(VOLUMES, keyOf(volume));
  if (released === undefined) return;
  if (annotations['pv.kubernetes.io/provisioned-by'] === PROVISIONER)
    hands.delete(VOLUMES, released);
  else setPhase(hands, released, 'Failed', 'no volume plugin to delete the volume with');
}

function setPhase(hands: Hands, volume: Manifest, phase: string, message?: string): void {
  if (phaseOf(volume) === phase) return;
  const status = without(objectOf(volume.status), 'message');
  const changed = withFields(status, { phase, message });
  hands.updateStatus(VOLUMES, volume, changed);
}
