import { jsonEquals } from '../../model/json.ts';
import { metadataOf, objectOf, withMetadata } from '../registry/metadata.ts';
import type { ScalePaths, Strategy } from '../registry/resource-type.ts';
import { printSelector } from '../table/print-selector.ts';
import {
  jobSelectorProblems,
  keptJob,
  keptSelector,
  keptStatefulSet,
  selectorMismatch,
  validateDaemonSet,
  validateDeployment,
  validateJob,
  validateReplicaSet,
  validateStatefulSet,
} from '../validation/workloads.ts';
import { RESET_SPEC, RESET_SPEC_AND_LABELS } from './base-strategy.ts';
import { specAndStatus } from './spec-and-status.ts';

export const workloadScale: ScalePaths = {
  specReplicas: ['spec', 'replicas'],
  statusReplicas: ['status', 'replicas'],
  selector: (object) => printSelector(objectOf(objectOf(object.spec).selector)),
};

const deploymentBase: Strategy = specAndStatus({
  emptyStatus: {},
  statusResets: RESET_SPEC_AND_LABELS,
  generation: true,
  changed: (next, live) =>
    !jsonEquals(next.spec, live.spec) ||
    !jsonEquals(metadataOf(next).annotations, metadataOf(live).annotations),
});

const statefulSetBase: Strategy = specAndStatus({
  emptyStatus: { replicas: 0, availableReplicas: 0 },
  statusResets: RESET_SPEC,
  generation: true,
});

const replicaSetBase: Strategy = specAndStatus({
  emptyStatus: { replicas: 0 },
  statusResets: RESET_SPEC,
  generation: true,
});

const daemonSetBase: Strategy = specAndStatus({
  emptyStatus: {
    currentNumberScheduled: 0,
    numberMisscheduled: 0,
    desiredNumberScheduled: 0,
    numberReady: 0,
  },
  statusResets: RESET_SPEC,
  generation: true,
});

const baseJob = specAndStatus({ emptyStatus: {}, statusResets: RESET_SPEC, generation: true });

/** A Job selects its Pods by its own UID, and labels them so. */
export const jobStrategy: Strategy = {
  ...baseJob,
  validate: (object) => [...validateJob(object), ...jobSelectorProblems(object)],
  validateUpdate: (next, live) => [
    ...validateJob(next),
    ...jobSelectorProblems(next),
    ...selectorMismatch(next),
    ...keptJob(next, live),
  ],
  propagation: 'Orphan',
  deletionWarning:
    'child pods are preserved by default when jobs are deleted; set propagationPolicy=Background to remove them or set propagationPolicy=Orphan to suppress this warning',
  prepareForCreate: (object, registry) => {
    const prepared = baseJob.prepareForCreate(object, registry);
    const spec = objectOf(prepared.spec);
    if (spec.manualSelector === true) return prepared;
    const { uid, name } = metadataOf(prepared);
    const template = objectOf(spec.template);
    const labels = {
      ...objectOf(metadataOf(template).labels),
      'controller-uid': uid,
      'job-name': name,
      'batch.kubernetes.io/controller-uid': uid,
      'batch.kubernetes.io/job-name': name,
    };
    // Labels that were taken over from the template are the template's, whatever is added to it.
    const own = metadataOf(prepared).labels;
    const isTaken = own === undefined || jsonEquals(own, metadataOf(template).labels);
    const labelled = isTaken ? withMetadata(prepared, { labels }) : prepared;
    return {
      ...labelled,
      spec: {
        ...spec,
        template: withMetadata(template, { labels }),
        selector: {
          ...objectOf(spec.selector),
          matchLabels: {
            ...objectOf(objectOf(spec.selector).matchLabels),
            'batch.kubernetes.io/controller-uid': uid,
          },
        },
      },
    };
  },
};

export const cronJobStrategy: Strategy = specAndStatus({
  emptyStatus: {},
  statusResets: RESET_SPEC,
  generation: true,
});

export const deploymentStrategy: Strategy = {
  ...deploymentBase,
  validate: validateDeployment,
  validateUpdate: (next, live) => [...validateDeployment(next), ...keptSelector(next, live)],
};

export const statefulSetStrategy: Strategy = {
  ...statefulSetBase,
  validate: validateStatefulSet,
  validateUpdate: (next, live) => [...validateStatefulSet(next), ...keptStatefulSet(next, live)],
};

export const replicaSetStrategy: Strategy = {
  ...replicaSetBase,
  validate: validateReplicaSet,
  validateUpdate: (next, live) => [...validateReplicaSet(next), ...keptSelector(next, live)],
};

export const daemonSetStrategy: Strategy = {
  ...daemonSetBase,
  validate: validateDaemonSet,
  validateUpdate: (next, live) => [...validateDaemonSet(next), ...keptSelector(next, live)],
};
