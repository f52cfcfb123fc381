import { concurrently } from '../../model/concurrently.ts';
import { messageOf } from '../../model/errors.ts';
import { fieldManager, formerPolicyAnnotation } from '../../model/identity.ts';
import { valueAt } from '../../model/manifest.ts';
import { objectKey } from '../../model/object-id.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster, ObjectReference } from '../../model/ports/cluster.ts';
import type { Log } from '../../model/ports/log.ts';
import type { ConditionStatement } from '../../monitor/status.ts';
import type { MonitorSummary } from '../../monitor/summary.ts';
import type { MonitorVolumes } from '../../monitor/volumes.ts';

/** Gives the volumes of monitors the reclaim policy that their TidbMonitor wants. */
export interface VolumeKeeper {
  /** Looks after the volumes of healthy monitors; never rejects. */
  keep(target: string, monitors: readonly MonitorSummary[]): Promise<void>;
  /** `undefined` where nothing persists, or nobody has looked yet. */
  stateOf(monitor: MonitorSummary): ConditionStatement | undefined;
}

export interface VolumeContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly log: Log;
  readonly onChange: (target: string) => void;
}

/** A volume that has its policy is looked at again after this long; milliseconds. */
const rest = 3_600_000;
const claimsAtOnce = 8;

export function createVolumeKeeper(context: VolumeContext): VolumeKeeper {
  const { cluster, clock, log, onChange } = context;
  const states = new Map<string, ConditionStatement>();
  /** Until when a claim's volume is known to have a policy. */
  const known = new Map<string, number>();

  async function settle(claim: ObjectReference, policy: string): Promise<string | undefined> {
    const key = `${claim.namespace}/${claim.name} ${policy}`;
    if ((known.get(key) ?? 0) > clock.now()) return undefined;
    const problem = await setPolicy(cluster, claim, policy);
    if (problem === undefined) known.set(key, clock.now() + rest);
    return problem;
  }

  async function stateFor({ policy, claims }: MonitorVolumes): Promise<ConditionStatement> {
    const problems = await concurrently(claims, claimsAtOnce, async (claim) => {
      try {
        return await settle(claim, policy);
      } catch (thrown) {
        return messageOf(thrown);
      }
    });
    const failed = problems.filter((problem) => problem !== undefined);
    if (failed.length > 0) return { status: 'False', reason: 'NotSet', message: failed.join('; ') };
    const count = claims.length === 1 ? 'the volume has' : `all ${claims.length} volumes have`;
    return { status: 'True', reason: 'Set', message: `${count} the reclaim policy ${policy}` };
  }

  return {
    async keep(target, monitors) {
      let moved = false;
      for (const { id, volumes } of monitors) {
        if (volumes === undefined || volumes.claims.length === 0) continue;
        const state = await stateFor(volumes);
        const before = states.get(objectKey(id));
        if (before?.message === state.message) continue;
        states.set(objectKey(id), state);
        moved = true;
        if (state.status === 'False') {
          log.warn('cannot set the reclaim policy of volumes', { target, error: state.message });
        }
      }
      if (moved) onChange(target);
    },
    stateOf: ({ id, volumes }) => (volumes === undefined ? undefined : states.get(objectKey(id))),
  };
}

/** Why the volume of a claim has not got the policy; `undefined` where it has. Throws `ClusterError`. */
async function setPolicy(
  cluster: Cluster,
  claim: ObjectReference,
  policy: string,
): Promise<string | undefined> {
  const live = await cluster.get(claim);
  const name = valueAt(live, ['spec', 'volumeName']);
  if (typeof name !== 'string')
    return `PersistentVolumeClaim/${claim.namespace}/${claim.name} has no volume yet`;
  const reference = { apiVersion: 'v1', kind: 'PersistentVolume', namespace: '', name };
  const volume = await cluster.get(reference);
  const uid = live?.metadata.uid;
  if (volume === undefined || valueAt(volume, ['spec', 'claimRef', 'uid']) !== uid) {
    return `PersistentVolume/${name} is not bound to PersistentVolumeClaim/${claim.namespace}/${claim.name}`;
  }
  // A migration has set it, and gives it back.
  if (volume.metadata.annotations?.[formerPolicyAnnotation] !== undefined) return undefined;
  const path = ['spec', 'persistentVolumeReclaimPolicy'];
  if (valueAt(volume, path) === policy) return undefined;
  const operations = [
    { op: 'test', path: '/metadata/uid', value: volume.metadata.uid },
    { op: 'test', path: '/spec/claimRef/uid', value: uid },
    { op: 'replace', path: `/${path.join('/')}`, value: policy },
  ];
  await cluster.patch(reference, { type: 'json', operations }, { fieldManager });
  return undefined;
}
