import type { Manifest, Rendered } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../../model/object-id.ts';
import { type Decision, refused } from './decision.ts';
import { isMonitorObject } from './monitor-set.ts';
import {
  claimsOfPod,
  findClaim,
  findVolume,
  objectsOfKind,
  type Surroundings,
  textAt,
} from './surroundings.ts';

/** Where the data of an old Deployment is. */
export type OldData =
  /** It never had a volume, or one that was never bound. `claim` stays where there is one. */
  | { readonly found: 'nothing'; readonly claim: string | undefined }
  | {
      readonly found: 'volume';
      readonly volume: Manifest;
      readonly claimName: string;
      /** `undefined` where the claim is gone and the volume is left. */
      readonly claim: Manifest | undefined;
    }
  /** Nobody can tell, or it is not this monitor's: nothing may be done. */
  | { readonly found: 'doubt'; readonly decision: Decision };

/** Finds the volume with the data of an old Deployment. `newClaim` is the claim it is to be for. */
export function findOldData(
  set: Rendered,
  deployment: Manifest,
  newClaim: string,
  around: Surroundings,
): OldData {
  const podSpec = (deployment.spec as Manifest | undefined)?.template as Manifest | undefined;
  const mounted = claimsOfPod(podSpec?.spec);
  const data = mounted.find(({ volume }) => volume === 'monitor-data') ?? mounted[0];
  if (data === undefined) return { found: 'nothing', claim: undefined };
  const namespace = deployment.metadata.namespace ?? '';
  const claim = findClaim(around, namespace, data.claim);
  if (claim === undefined) return findLeftVolume(set, namespace, data.claim, newClaim, around);
  const foreign = foreignTo(claim, deployment, around);
  if (foreign !== undefined) return doubt(set, 'FOREIGN_CLAIM', ...foreign);
  const volumeName = textAt(claim, 'spec', 'volumeName');
  if (volumeName === '') return { found: 'nothing', claim: data.claim };
  const volume = findVolume(around, volumeName);
  const where = `PersistentVolumeClaim/${namespace}/${data.claim}`;
  if (volume === undefined) {
    return doubt(
      set,
      'DATA_NOT_FOUND',
      `${where} is bound to PersistentVolume/${volumeName}, which does not exist`,
      `restore the volume; if its data is lost for good, delete Deployment/${namespace}/${deployment.metadata.name} and the claim, and a new volume is made`,
    );
  }
  if (!isFor(volume, claim)) {
    return doubt(
      set,
      'FOREIGN_VOLUME',
      `${where} names PersistentVolume/${volumeName}, which is bound to another claim`,
      'find out which of the two has the data, and delete the other claim',
    );
  }
  return { found: 'volume', volume, claimName: data.claim, claim };
}

/** Whether a volume is bound to a claim, or is just about to be. */
function isFor(volume: Manifest, { metadata }: Manifest): boolean {
  const uid = textAt(volume, 'spec', 'claimRef', 'uid');
  return (
    textAt(volume, 'spec', 'claimRef', 'namespace') === metadata.namespace &&
    textAt(volume, 'spec', 'claimRef', 'name') === metadata.name &&
    (uid === '' || uid === metadata.uid)
  );
}

/** The claim is gone: the volume may be released, or on its way to its new claim. */
function findLeftVolume(
  set: Rendered,
  namespace: string,
  claim: string,
  newClaim: string,
  around: Surroundings,
): OldData {
  const volumes = objectsOfKind(around, 'PersistentVolume').filter(
    (volume) =>
      textAt(volume, 'spec', 'claimRef', 'namespace') === namespace &&
      [claim, newClaim].includes(textAt(volume, 'spec', 'claimRef', 'name')),
  );
  const [volume, another] = volumes;
  const where = `PersistentVolumeClaim/${namespace}/${claim}`;
  if (volume === undefined) {
    return doubt(
      set,
      'DATA_NOT_FOUND',
      `${where}, which held its data, does not exist, and no volume was bound to it`,
      `make the claim again for the volume with the data; if it is lost for good, delete Deployment/${namespace}/${textAt(set.manifest, 'metadata', 'name')}, and a new volume is made`,
    );
  }
  if (another !== undefined) {
    const names = volumes.map((one) => `PersistentVolume/${one.metadata.name}`).join(' and ');
    return doubt(
      set,
      'DATA_NOT_FOUND',
      `${where} does not exist, and ${names} were both bound to it or its successor`,
      'take the claimRef off the one without the data',
    );
  }
  return { found: 'volume', volume, claimName: claim, claim: undefined };
}

/** Why a claim is not this monitor's alone, and what to do. */
function foreignTo(
  claim: Manifest,
  deployment: Manifest,
  around: Surroundings,
): readonly [string, string] | undefined {
  const id = formatObjectId(objectIdOf(claim));
  if (!isMonitorObject(claim) && claim.metadata.name !== deployment.metadata.name) {
    return [
      `its Deployment mounts ${id}, which was not made for a monitor`,
      `move the data by hand, or label the claim app.kubernetes.io/name: tidb-cluster and app.kubernetes.io/component: monitor if it is this monitor's alone`,
    ];
  }
  const user = objectsOfKind(around, 'Pod').find(
    (pod) => usesClaim(pod, claim) && !isOfDeployment(pod, deployment),
  );
  if (user === undefined) return undefined;
  return [
    `${id} is also used by ${formatObjectId(objectIdOf(user))}, which is not a pod of the Deployment`,
    'stop that pod, or give it a volume of its own',
  ];
}

function usesClaim(pod: Manifest, { metadata }: Manifest): boolean {
  const isOver = ['Succeeded', 'Failed'].includes(textAt(pod, 'status', 'phase'));
  return (
    !isOver &&
    pod.metadata.namespace === metadata.namespace &&
    claimsOfPod(pod.spec).some(({ claim }) => claim === metadata.name)
  );
}

/** Pods of a Deployment belong to its ReplicaSets, which have its name and a hash. */
function isOfDeployment(pod: Manifest, deployment: Manifest): boolean {
  const owner = pod.metadata.ownerReferences?.find(({ controller }) => controller === true);
  return (
    owner?.kind === 'ReplicaSet' &&
    owner.name.replace(/-[a-z0-9]+$/, '') === deployment.metadata.name
  );
}

function doubt(set: Rendered, code: string, what: string, advice: string): OldData {
  return { found: 'doubt', decision: refused(set, code, what, advice) };
}
