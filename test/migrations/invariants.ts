import type { Registry } from '../../src/embedded/registry/registry.ts';
import type { StoredChange } from '../../src/embedded/registry/store.ts';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';

/** What must hold at every moment, apart from what holds for all migrations. */
export interface Invariants {
  /** Volumes that may be made in the course of it. */
  readonly newVolumes?: number;
  /** Claims whose data may go, by their names: somebody has approved it. No other may. */
  readonly mayGo?: readonly string[];
  /** Whether the pods that run at the beginning must never stop. */
  readonly podsStay?: boolean;
  /** Whether the monitor's account must always be allowed to read pods. */
  readonly accessStays?: boolean;
}

/** Gives what is wrong after a change; `undefined` where nothing is. */
type Rule = (resource: string, change: StoredChange) => string | undefined;

/** Looks at the cluster after every change; gives every violation so far. */
export function watchInvariants(registry: Registry, invariants: Invariants): readonly string[] {
  const violations: string[] = [];
  const approved = volumesOf(registry, invariants.mayGo ?? []);
  const rules = [
    noVolumeIsDeleted(registry, approved),
    noClaimGoes(registry, invariants),
    noVolumeIsMade(invariants.newVolumes ?? 0),
    noVolumeIsInDanger(registry, approved),
    noVolumeHasTwoUsers(registry),
    ...(invariants.podsStay === true ? [noPodStops(registry)] : []),
    ...(invariants.accessStays === true ? [accessStays(registry)] : []),
  ];
  registry.store.subscribeAll((resource, change) => {
    for (const rule of rules) {
      const wrong = rule(resource, change);
      if (wrong === undefined) continue;
      violations.push(
        `${wrong} (${change.type} ${change.object.kind}/${change.object.metadata.name})`,
      );
    }
  });
  return violations;
}

/** The uids of the volumes that claims are bound to. */
function volumesOf(registry: Registry, claims: readonly string[]): ReadonlySet<string> {
  const names = all(registry, 'persistentvolumeclaims')
    .filter(({ metadata }) => claims.includes(metadata.name))
    .map((claim) => valueAt(claim, ['spec', 'volumeName']));
  const volumes = all(registry, 'persistentvolumes');
  return new Set(volumes.filter(({ metadata }) => names.includes(metadata.name)).map(uidOf));
}

/** Where claims may go, all others stay. Elsewhere it is the volumes that count. */
function noClaimGoes(registry: Registry, { mayGo }: Invariants): Rule {
  const others = all(registry, 'persistentvolumeclaims').filter(
    ({ metadata }) => mayGo !== undefined && !mayGo.includes(metadata.name),
  );
  const staying = new Set(others.map(uidOf));
  return (resource, { type, object }) => {
    if (resource !== 'persistentvolumeclaims' || !staying.has(uidOf(object))) return undefined;
    const isGoing = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined;
    return isGoing ? 'a claim goes that nobody approved' : undefined;
  };
}

function noVolumeIsDeleted(registry: Registry, approved: ReadonlySet<string>): Rule {
  const volumes = new Set(all(registry, 'persistentvolumes').map(uidOf)).difference(approved);
  return (resource, { type, object }) => {
    if (resource !== 'persistentvolumes' || !volumes.has(uidOf(object))) return undefined;
    const isGoing = type === 'DELETED' || object.metadata.deletionTimestamp !== undefined;
    return isGoing ? 'a volume with data is deleted' : undefined;
  };
}

function noVolumeIsMade(allowed: number): Rule {
  const made = new Set<string>();
  return (resource, { type, object }) => {
    if (resource === 'persistentvolumes' && type === 'ADDED') made.add(uidOf(object));
    return made.size > allowed ? 'a volume is made beside the old one' : undefined;
  };
}

/** A volume that was bound to a claim that goes, or is gone, must have Retain. */
function noVolumeIsInDanger(registry: Registry, approved: ReadonlySet<string>): Rule {
  return () => {
    const claims = all(registry, 'persistentvolumeclaims');
    const lost = all(registry, 'persistentvolumes').some((volume) => {
      const uid = valueAt(volume, ['spec', 'claimRef', 'uid']);
      const policy = valueAt(volume, ['spec', 'persistentVolumeReclaimPolicy']);
      if (uid === undefined || policy === 'Retain' || approved.has(uidOf(volume))) return false;
      const claim = claims.find((one) => uidOf(one) === uid);
      return claim === undefined || claim.metadata.deletionTimestamp !== undefined;
    });
    return lost ? 'a volume without Retain has lost its claim' : undefined;
  };
}

function noVolumeHasTwoUsers(registry: Registry): Rule {
  return (resource) => {
    if (resource !== 'pods') return undefined;
    const mounted = all(registry, 'pods').flatMap((pod) =>
      claimsOf(pod).map((claim) => `${pod.metadata.namespace}/${claim}`),
    );
    return new Set(mounted).size < mounted.length ? 'two pods write to one volume' : undefined;
  };
}

function noPodStops(registry: Registry): Rule {
  const pods = new Set(all(registry, 'pods').map(uidOf));
  return (resource, { type, object }) =>
    resource === 'pods' && type === 'DELETED' && pods.has(uidOf(object))
      ? 'a pod is stopped'
      : undefined;
}

/** A role and its binding stand, in the namespace or in the whole cluster. */
function accessStays({ store }: Registry): Rule {
  const has = (resource: string, key: string) =>
    store.get(`${resource}.rbac.authorization.k8s.io`, key) !== undefined;
  return () => {
    const inNamespace = has('roles', 'ns1/m-monitor') && has('rolebindings', 'ns1/m-monitor');
    const inCluster =
      has('clusterroles', 'ns1-m-monitor') && has('clusterrolebindings', 'ns1-m-monitor');
    return inNamespace || inCluster ? undefined : 'the monitor may not read pods';
  };
}

function all({ store }: Registry, resource: string): readonly Manifest[] {
  return [...store.collection(resource).objects.values()];
}

function uidOf({ metadata }: Manifest): string {
  return metadata.uid ?? '';
}

function claimsOf(pod: Manifest): readonly string[] {
  const volumes = valueAt(pod, ['spec', 'volumes']);
  return (Array.isArray(volumes) ? volumes : []).flatMap((volume) => {
    const claim = valueAt(volume, ['persistentVolumeClaim', 'claimName']);
    return typeof claim === 'string' ? [claim] : [];
  });
}
