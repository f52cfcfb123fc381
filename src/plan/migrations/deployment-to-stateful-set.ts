import { targetLabel } from '../../model/identity.ts';
import type { JsonObject } from '../../model/json.ts';
import type { Manifest, Rendered } from '../../model/manifest.ts';
import { objectIdOf, objectKey } from '../../model/object-id.ts';
import { compareQuantities } from '../../model/quantity.ts';
import { digestOf } from '../digest.ts';
import {
  type Decision,
  type MigrationDraft,
  nothingToDo,
  problemAbout,
  refused,
  type StepDraft,
} from './decision.ts';
import { mayGrow } from './may-grow.ts';
import {
  claimFor,
  claimNameOf,
  claimTemplates,
  copyOfClaim,
  isMonitorObject,
  replicasOf,
  requestOf,
} from './monitor-set.ts';
import { findOldData, type OldData } from './old-data.ts';
import { formerPolicy } from './reclaim-policy.ts';
import { recordStep, step, stepObject, stepVolume } from './step.ts';
import { findClaim, findDeployment, type Surroundings, textAt } from './surroundings.ts';

/**
 * Monitors of tidb-operator 1.0 and 1.1 run in a Deployment with a claim of its
 * name; since 1.2 in a StatefulSet of the same name, whose claims have other
 * names. The volume moves from claim to claim, and is never without Retain while
 * no claim holds it.
 */
export function planDeploymentToStatefulSet(
  set: Rendered,
  desired: ReadonlySet<string>,
  around: Surroundings,
): Decision {
  const { manifest } = set;
  const { namespace = '', name } = manifest.metadata;
  const deployment = findDeployment(around, namespace, name);
  if (deployment === undefined || !isMonitorObject(manifest) || !isMonitorObject(deployment)) {
    return nothingToDo;
  }
  const isWanted = desired.has(objectKey(objectIdOf(deployment)));
  if (isWanted || deployment.metadata.labels?.[targetLabel] !== undefined) return nothingToDo;
  const [template] = claimTemplates(manifest);
  const newClaim = template === undefined ? '' : claimNameOf(template, manifest, 0);
  const data = findOldData(set, deployment, newClaim, around);
  if (data.found === 'doubt') return data.decision;
  if (template === undefined || data.found === 'nothing') {
    return replaceWorkload(set, deployment, data);
  }
  const existing = findClaim(around, namespace, newClaim);
  const { volume } = data;
  if (existing !== undefined && textAt(existing, 'spec', 'volumeName') !== volume.metadata.name) {
    return refused(
      set,
      'TWO_VOLUMES',
      `PersistentVolumeClaim/${namespace}/${newClaim} exists already and is not for PersistentVolume/${volume.metadata.name}, which has the old data`,
      `look at what is on its volume, then delete one of the two: that claim, or Deployment/${namespace}/${name} if the old data is not wanted`,
    );
  }
  return moveVolume(set, deployment, template, data, around);
}

/** Nothing to keep: the StatefulSet comes first, and the Deployment goes once it is healthy. */
function replaceWorkload(set: Rendered, deployment: Manifest, data: OldData): Decision {
  const { namespace = '', name } = deployment.metadata;
  const left =
    data.found === 'volume' ? data.claimName : data.found === 'nothing' ? data.claim : undefined;
  const warnings =
    left === undefined
      ? []
      : [
          problemAbout(
            set,
            'DATA_LEFT_BEHIND',
            `PersistentVolumeClaim/${namespace}/${left} of its Deployment is not used by the StatefulSet`,
            'it is kept; delete it once nobody needs what is on it',
          ),
        ];
  const steps = [recordStep([deployment]), removeDeployment(deployment)];
  const title = `replace Deployment/${namespace}/${name} by a StatefulSet: no data to move`;
  return { migration: draft(set, deployment, undefined, title, steps), problems: [], warnings };
}

function moveVolume(
  set: Rendered,
  deployment: Manifest,
  template: JsonObject,
  data: Extract<OldData, { found: 'volume' }>,
  around: Surroundings,
): Decision {
  const { manifest } = set;
  const { namespace = '', name } = manifest.metadata;
  const { volume, claim, claimName } = data;
  const kept = stepVolume(volume);
  const pv = `PersistentVolume/${kept.name}`;
  const policy = formerPolicy(volume);
  const target = { namespace, name: claimNameOf(template, manifest, 0) };
  const pvc = `PersistentVolumeClaim/${namespace}/${target.name}`;
  const old = `PersistentVolumeClaim/${namespace}/${claimName}`;
  const growth = growthOf(set, template, volume, around);
  const steps: readonly (StepDraft | undefined)[] = [
    recordStep([deployment, volume]),
    policy === 'Retain'
      ? undefined
      : step('keep-volume', 'PreSync', `set the reclaim policy of ${pv} from ${policy} to Retain`, {
          action: { kind: 'keep-volume', volume: kept, policy },
          undo: `set its reclaim policy back to ${policy}`,
        }),
    step(
      'scale-to-zero',
      'PreSync',
      `scale Deployment/${namespace}/${name} to 0, and wait until its pods are gone`,
      {
        action: {
          kind: 'scale-to-zero',
          workload: stepObject(deployment),
          replicas: replicasOf(deployment),
        },
        undo: `scale it back to ${Math.max(1, replicasOf(deployment))}`,
      },
    ),
    claim === undefined
      ? undefined
      : step('delete-claim', 'PreSync', `delete ${old}, and wait until it is gone; ${pv} stays`, {
          action: {
            kind: 'delete-claim',
            object: stepObject(claim),
            volume: kept,
            claim: copyOfClaim(claim),
          },
          undo: 'make it again, for the same volume',
        }),
    step('reserve-volume', 'PreSync', `reserve ${pv} for ${pvc}`, {
      action: {
        kind: 'reserve-volume',
        volume: kept,
        claim: target,
        before: { namespace, name: claimName },
      },
      undo: `reserve it for ${old}`,
    }),
    step('create-claim', 'PreSync', `create ${pvc} on ${pv}, and wait until they are bound`, {
      action: {
        kind: 'create-claim',
        claim: claimFor(template, manifest, 0, volume),
        volume: kept,
      },
      undo: 'delete it, while no pod uses it',
    }),
    step('check-volume', 'PostSync', `check that Pod/${namespace}/${name}-0 is ready on ${pv}`, {
      action: { kind: 'check-volume', volume: kept, claim: target, pod: `${name}-0` },
      undo: undefined,
    }),
    policy === 'Retain'
      ? undefined
      : step('restore-policy', 'PostSync', `set the reclaim policy of ${pv} back to ${policy}`, {
          action: { kind: 'restore-policy', volume: kept, policy, claim: target },
          undo: undefined,
        }),
    growth.size === undefined
      ? undefined
      : step(
          'grow-claim',
          'PostSync',
          `grow ${pvc} to ${growth.size}, and wait until its volume has it`,
          {
            action: { kind: 'grow-claim', volume: kept, claim: target, size: growth.size },
            undo: undefined,
          },
        ),
    removeDeployment(deployment),
  ];
  const title = `move the data of Deployment/${namespace}/${name} on ${pv} to the StatefulSet of that name`;
  const present = steps.filter((one) => one !== undefined);
  return {
    migration: draft(set, deployment, volume, title, present),
    problems: [],
    warnings: growth.warnings,
  };
}

function growthOf(set: Rendered, template: JsonObject, volume: Manifest, around: Surroundings) {
  const capacity = textAt(volume, 'spec', 'capacity', 'storage');
  const size = requestOf(template);
  if (compareQuantities(size, capacity) <= 0) return { size: undefined, warnings: [] };
  const refusal = mayGrow(volume, around);
  if (refusal === undefined) return { size, warnings: [] };
  const what = `its volume stays at ${capacity} instead of ${size}: ${refusal}`;
  const warning = problemAbout(
    set,
    'VOLUME_CANNOT_GROW',
    what,
    'allow volume expansion in the class',
  );
  return { size: undefined, warnings: [warning] };
}

function removeDeployment(deployment: Manifest): StepDraft {
  const { namespace = '', name } = deployment.metadata;
  return step('remove-deployment', 'PostSync', `delete Deployment/${namespace}/${name}`, {
    action: { kind: 'delete-object', object: stepObject(deployment) },
    undo: undefined,
  });
}

function draft(
  { manifest }: Rendered,
  deployment: Manifest,
  volume: Manifest | undefined,
  title: string,
  steps: readonly StepDraft[],
): MigrationDraft {
  const object = objectIdOf(manifest);
  const id = `deployment-to-stateful-set/${object.namespace}/${object.name}`;
  const uids = [deployment.metadata.uid ?? '', volume?.metadata.uid ?? ''];
  return { id, title, object, digest: digestOf([id, ...uids]), steps };
}
