import { type Manifest, type Rendered, valueAt } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey } from '../../model/object-id.ts';
import { InvalidObjectError } from '../../model/ports/cluster-errors.ts';
import { compareQuantities } from '../../model/quantity.ts';
import { digestOf } from '../digest.ts';
import type { Observation } from '../observe.ts';
import { refusal } from '../refusal.ts';
import { type Decision, nothingToDo, problemAbout, type StepDraft } from './decision.ts';
import { type ImmutableChanges, immutableChanges } from './immutable-changes.ts';
import { mayGrow } from './may-grow.ts';
import { claimNameOf, claimTemplates, replicasOf, requestOf } from './monitor-set.ts';
import { recordStep, step, stepObject, stepVolume } from './step.ts';
import { findClaim, findVolume, objectsOfKind, textAt } from './surroundings.ts';

/**
 * Changes of a StatefulSet that the server refuses to make in place. Storage
 * grows claim by claim; then the StatefulSet is deleted without its pods and made
 * anew. Anything else that cannot be changed is refused, and says why.
 */
export function planStatefulSetChanges(set: Rendered, observation: Observation): Decision {
  const key = objectKey(objectIdOf(set.manifest));
  const live = observation.live.get(key);
  if (live === undefined) return nothingToDo;
  if (!isRefusedForItsFields(observation, key)) return growClaims(set, live, observation);
  const changes = immutableChanges(set.manifest, live);
  const { renewed, grown, refused } = changes;
  if (renewed.length + grown.length + refused.length === 0) return nothingToDo;
  const problems = refused.map((what) =>
    problemAbout(
      set,
      'CHANGE_NOT_POSSIBLE',
      what,
      'take the change back: a StatefulSet is only made anew where its volumes and pods can stay',
    ),
  );
  const anew = observation.around.anew.get(key);
  if (anew !== undefined) problems.push(refusal(set, anew));
  const growth = growthSteps(set, live, observation);
  problems.push(...growth.refused);
  if (problems.length > 0) return { ...nothingToDo, problems };
  const { namespace = '', name } = set.manifest.metadata;
  const subject = `StatefulSet/${namespace}/${name}`;
  const steps: StepDraft[] = [
    recordStep([live]),
    ...growth.steps,
    step('release-pods', 'PreSync', `delete ${subject} without its pods: they go on running`, {
      action: { kind: 'release-pods', object: stepObject(live) },
      undo: undefined,
    }),
    ...labelPods(set.manifest, live, observation),
  ];
  const object = objectIdOf(set.manifest);
  const id = `stateful-set/${namespace}/${name}`;
  const digest = digestOf([id, live.metadata.uid ?? '', JSON.stringify(changes)]);
  const title = `make ${subject} anew, with its pods and volumes kept: ${reasonOf(changes)}`;
  return { migration: { id, title, object, digest, steps }, problems: [], warnings: [] };
}

function isRefusedForItsFields({ predictions }: Observation, key: string): boolean {
  const prediction = predictions.get(key);
  return prediction?.kind === 'refused' && prediction.error instanceof InvalidObjectError;
}

function reasonOf({ renewed, grown }: ImmutableChanges): string {
  return [
    ...grown.map(({ template, from, to }) => `${template} grows from ${from} to ${to}`),
    ...renewed.map((field) => `spec.${field} changes`),
  ].join(', ');
}

/** A StatefulSet whose template asks for more than the claims of its pods do. */
function growClaims(set: Rendered, live: Manifest, observation: Observation): Decision {
  const growth = growthSteps(set, live, observation);
  const warnings = growth.refused.map((problem) => ({
    ...problem,
    advice: 'allow volume expansion in the class, or make the volume larger by hand',
  }));
  if (growth.steps.length === 0) return { ...nothingToDo, warnings };
  const object = objectIdOf(set.manifest);
  const id = `grow-claims/${object.namespace}/${object.name}`;
  const title = `grow the claims of ${formatObjectId(object)}`;
  const digest = digestOf([id, ...growth.steps.map((one) => one.title), ...growth.uids]);
  const steps = [recordStep([live]), ...growth.steps];
  return { migration: { id, title, object, digest, steps }, problems: [], warnings };
}

function growthSteps({ manifest, provenance }: Rendered, live: Manifest, { around }: Observation) {
  const steps: StepDraft[] = [];
  const refused: Decision['problems'][number][] = [];
  const uids: string[] = [];
  const { namespace = '' } = manifest.metadata;
  for (const template of claimTemplates(manifest)) {
    const size = requestOf(template);
    for (let ordinal = 0; ordinal < replicasOf(live); ordinal++) {
      const name = claimNameOf(template, manifest, ordinal);
      const claim = findClaim(around, namespace, name);
      const volume = findVolume(around, textAt(claim, 'spec', 'volumeName'));
      if (claim === undefined || volume === undefined) continue;
      const from = requestOf(claim);
      if (compareQuantities(size, from) <= 0) continue;
      const subject = `PersistentVolumeClaim/${namespace}/${name}`;
      const reason = mayGrow(claim, around);
      if (reason !== undefined) {
        const what = `${subject} cannot grow from ${from} to ${size}: ${reason}`;
        refused.push(
          problemAbout(
            { manifest, provenance },
            'VOLUME_CANNOT_GROW',
            what,
            'take the change back, or allow volume expansion in the class',
          ),
        );
        continue;
      }
      uids.push(claim.metadata.uid ?? '');
      steps.push(
        step(
          `grow-${name}`,
          'PreSync',
          `grow ${subject} from ${from} to ${size}, and wait until its volume has it`,
          {
            action: {
              kind: 'grow-claim',
              volume: stepVolume(volume),
              claim: { namespace, name },
              size,
            },
            undo: undefined,
          },
        ),
      );
    }
  }
  return { steps, refused, uids };
}

/** Pods that the new selector would not find. Labels are only added once nothing owns the pods. */
function labelPods(set: Manifest, live: Manifest, { around }: Observation): readonly StepDraft[] {
  const wanted = Object.entries(labelsAt(set));
  const pods = objectsOfKind(around, 'Pod').filter(
    ({ metadata }) =>
      metadata.ownerReferences?.some(({ uid }) => uid === live.metadata.uid) === true &&
      wanted.some(([label, value]) => metadata.labels?.[label] !== value),
  );
  if (pods.length === 0) return [];
  const names = pods.map((pod) => formatObjectId(objectIdOf(pod))).join(', ');
  return [
    step('label-pods', 'PreSync', `label ${names} as the new selector asks`, {
      action: { kind: 'label-pods', pods: pods.map(stepObject), labels: labelsAt(set) },
      undo: undefined,
    }),
  ];
}

function labelsAt(set: Manifest): Readonly<Record<string, string>> {
  const labels = valueAt(set, ['spec', 'selector', 'matchLabels']);
  return Object.fromEntries(
    Object.entries(labels ?? {}).map(([name, value]) => [name, String(value)]),
  );
}
