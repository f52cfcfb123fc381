import { type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { fieldSetOf } from '../fieldpath/field-set.ts';
import {
  numberOf,
  objectOf,
  objectsOf,
  textOf,
  withFields,
  withMetadata,
  without,
} from '../registry/metadata.ts';
import type { Strategy } from '../registry/resource-type.ts';
import { type FieldProblem, forbiddenField } from '../status/field-error.ts';
import { validatePodSpec } from '../validation/pod-spec.ts';
import { specAndStatus } from './spec-and-status.ts';

const base = specAndStatus({
  emptyStatus: {},
  statusResets: fieldSetOf(
    ['f:spec'],
    ['f:metadata', 'f:deletionTimestamp'],
    ['f:metadata', 'f:ownerReferences'],
  ),
  generation: true,
});

/** The quality of service that a Pod's requests and limits earn it. */
function qosClassOf(spec: JsonObject): string {
  const containers = [...objectsOf(spec.containers), ...objectsOf(spec.initContainers)];
  const resources = containers.map((one) => objectOf(one.resources));
  const isFilled = (value: JsonObject): boolean =>
    Object.values(value).some((amount) => amount !== '0');
  if (
    !resources.some((one) => isFilled(objectOf(one.requests)) || isFilled(objectOf(one.limits)))
  ) {
    return 'BestEffort';
  }
  const isGuaranteed = resources.every((one) => {
    const limits = objectOf(one.limits);
    const hasBoth = limits.cpu !== undefined && limits.memory !== undefined;
    return hasBoth && jsonEquals({ ...limits, ...objectOf(one.requests) }, limits);
  });
  return isGuaranteed ? 'Guaranteed' : 'Burstable';
}

const DEFAULT_GRACE = 30;
const TOLERATED_SECONDS = 300;

/** What the server's own admission adds to every Pod. */
function admitPod(object: JsonObject): JsonObject {
  const spec = objectOf(object.spec);
  const tolerations = objectsOf(spec.tolerations);
  const missing = ['node.kubernetes.io/not-ready', 'node.kubernetes.io/unreachable'].filter(
    (key) =>
      !tolerations.some(
        (one) => one.key === key || (one.operator === 'Exists' && one.key === undefined),
      ),
  );
  const added = missing.map((key) => ({
    key,
    operator: 'Exists',
    effect: 'NoExecute',
    tolerationSeconds: TOLERATED_SECONDS,
  }));
  return {
    ...object,
    spec: withFields(spec, {
      tolerations: [...tolerations, ...added],
      priority: spec.priority ?? 0,
      preemptionPolicy: spec.preemptionPolicy ?? 'PreemptLowerPriority',
    }),
  };
}

export const podStrategy: Strategy = {
  ...base,
  returnsDeleted: true,
  admit: admitPod,
  prepareForCreate: (object) =>
    withMetadata(
      {
        ...object,
        status: { phase: 'Pending', qosClass: qosClassOf(objectOf(object.spec)) },
      },
      { generation: 1 },
    ),
  validate: (object) => validatePodSpec(objectOf(object.spec), 'spec'),
  validateUpdate: (next, live) => [
    ...validatePodSpec(objectOf(next.spec), 'spec'),
    ...keptPod(next, live),
  ],
  graceful: (object, requested) => {
    const spec = objectOf(object.spec);
    const phase = textOf(objectOf(object.status).phase);
    const isIdle = textOf(spec.nodeName) === '' || phase === 'Failed' || phase === 'Succeeded';
    if (isIdle) return { gracePeriod: 0 };
    const own = numberOf(spec.terminationGracePeriodSeconds) ?? DEFAULT_GRACE;
    return { gracePeriod: requested ?? own };
  },
};

const MUTABLE =
  'pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)';

/** The spec without what may change. */
function frozen(spec: JsonObject): JsonObject {
  const kept = without(spec, 'activeDeadlineSeconds', 'tolerations', 'nodeName');
  const withoutImages = (value: JsonValue | undefined): JsonValue | undefined =>
    Array.isArray(value) ? objectsOf(value).map((one) => without(one, 'image')) : value;
  return withFields(kept, {
    containers: withoutImages(spec.containers),
    initContainers: withoutImages(spec.initContainers),
  });
}

function keptPod(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const after = objectOf(next.spec);
  const before = objectOf(live.spec);
  const isBound = textOf(after.nodeName) === textOf(before.nodeName);
  return isBound && jsonEquals(frozen(after), frozen(before))
    ? []
    : [forbiddenField('spec', MUTABLE)];
}
