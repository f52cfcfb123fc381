import { type JsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { labelsMatch } from '../registry/labels.ts';
import { metadataOf, objectOf, textOf, withMetadata, without } from '../registry/metadata.ts';
import {
  type FieldProblem,
  forbiddenField,
  immutable,
  invalid,
  notSupported,
  required,
} from '../status/field-error.ts';
import { validateAnnotations, validateLabels } from './object-meta.ts';
import { oneOf, validatePodSpec } from './pod-spec.ts';

const spec = (object: JsonObject): JsonObject => objectOf(object.spec);
const NOT_NEGATIVE = 'must be greater than or equal to 0';

/** Numbers that may not be negative, where they are set. */
function notNegative(
  object: JsonObject,
  field: string,
  keys: readonly string[],
): readonly FieldProblem[] {
  return keys.flatMap((key) => {
    const value = object[key];
    const isNegative = typeof value === 'number' && value < 0;
    return isNegative ? [invalid(`${field}.${key}`, value, NOT_NEGATIVE)] : [];
  });
}

function templateMetadataProblems(template: JsonObject): readonly FieldProblem[] {
  const { labels, annotations } = metadataOf(template);
  return [
    ...validateLabels('spec.template.metadata.labels', labels),
    ...validateAnnotations('spec.template.metadata.annotations', annotations),
  ];
}

function validateTemplate(template: JsonObject): readonly FieldProblem[] {
  return [
    ...templateMetadataProblems(template),
    ...validatePodSpec(objectOf(template.spec), 'spec.template.spec'),
  ];
}

/** Whether a selector selects the Pods of the template. */
export function selectorMismatch(object: JsonObject): readonly FieldProblem[] {
  const { selector, template } = spec(object);
  const { labels } = metadataOf(objectOf(template));
  const carrier = { metadata: { labels } };
  const matches = isSelecting(selector) && labelsMatch(objectOf(selector), carrier);
  if (matches) return [];
  const detail = '`selector` does not match template `labels`';
  return [invalid('spec.template.metadata.labels', labels, detail)];
}

function isSelecting(selector: JsonValue | undefined): boolean {
  return selector !== undefined && selector !== null;
}

function selectorProblems(object: JsonObject, kind: string): readonly FieldProblem[] {
  const { selector } = spec(object);
  if (!isSelecting(selector)) return [required('spec.selector')];
  if (Object.keys(objectOf(selector)).length > 0) return [];
  return [invalid('spec.selector', {}, `empty selector is invalid for ${kind}`)];
}

/** A controller's Pods are restarted for ever. */
function alwaysRestarts(object: JsonObject): readonly FieldProblem[] {
  const { restartPolicy } = objectOf(objectOf(spec(object).template).spec);
  const field = 'spec.template.spec.restartPolicy';
  return restartPolicy === 'Always' ? [] : [notSupported(field, restartPolicy, ['Always'])];
}

function controllerProblems(
  object: JsonObject,
  kind: string,
  templateProblems = validateTemplate,
): readonly FieldProblem[] {
  return [
    ...notNegative(spec(object), 'spec', ['replicas', 'minReadySeconds', 'revisionHistoryLimit']),
    ...selectorProblems(object, kind),
    ...selectorMismatch(object),
    ...templateProblems(objectOf(spec(object).template)),
    ...alwaysRestarts(object),
  ];
}

/** A strategy as the real server prints its own. */
function printStrategy(strategy: JsonObject): JsonObject {
  return { Type: textOf(strategy.type), RollingUpdate: null };
}

function deploymentStrategyProblems(object: JsonObject): readonly FieldProblem[] {
  const strategy = objectOf(spec(object).strategy);
  const { type, rollingUpdate } = strategy;
  if (type === 'Recreate') {
    if (rollingUpdate === undefined) return [];
    const detail = "may not be specified when strategy `type` is 'Recreate'";
    return [forbiddenField('spec.strategy.rollingUpdate', detail)];
  }
  if (type !== 'RollingUpdate') {
    return [notSupported('spec.strategy', printStrategy(strategy), ['Recreate', 'RollingUpdate'])];
  }
  const { maxSurge, maxUnavailable } = objectOf(rollingUpdate);
  const isNothing = (value: JsonValue | undefined): boolean => value === 0 || value === '0%';
  if (!isNothing(maxSurge) || !isNothing(maxUnavailable)) return [];
  const detail = 'may not be 0 when `maxSurge` is 0';
  return [invalid('spec.strategy.rollingUpdate.maxUnavailable', maxUnavailable, detail)];
}

export function validateDeployment(object: JsonObject): readonly FieldProblem[] {
  return [...controllerProblems(object, 'deployment'), ...deploymentStrategyProblems(object)];
}

/** A selector that may not change. */
export function keptSelector(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const { selector } = spec(next);
  return jsonEquals(selector, spec(live).selector) ? [] : [immutable('spec.selector', selector)];
}

export function validateReplicaSet(object: JsonObject): readonly FieldProblem[] {
  return controllerProblems(object, 'deployment');
}

export function validateDaemonSet(object: JsonObject): readonly FieldProblem[] {
  return controllerProblems(object, 'daemonset');
}

export function validateStatefulSet(object: JsonObject): readonly FieldProblem[] {
  const { podManagementPolicy, updateStrategy } = spec(object);
  const strategy = objectOf(updateStrategy);
  const problems: FieldProblem[] = [];
  if (podManagementPolicy !== 'OrderedReady' && podManagementPolicy !== 'Parallel') {
    const detail = "must be 'OrderedReady' or 'Parallel'";
    problems.push(invalid('spec.podManagementPolicy', podManagementPolicy, detail));
  }
  if (strategy.type !== 'RollingUpdate' && strategy.type !== 'OnDelete') {
    const detail = "must be 'RollingUpdate' or 'OnDelete'";
    problems.push(invalid('spec.updateStrategy', printStrategy(strategy), detail));
  }
  // Containers mount claims that are no volumes of the template: the server looks at its Pods only.
  return [...problems, ...controllerProblems(object, 'statefulset', templateMetadataProblems)];
}

const MUTABLE_OF_STATEFUL_SET = [
  'replicas',
  'ordinals',
  'template',
  'updateStrategy',
  'revisionHistoryLimit',
  'persistentVolumeClaimRetentionPolicy',
  'minReadySeconds',
];

export function keptStatefulSet(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const kept = (object: JsonObject): JsonObject =>
    without(spec(object), ...MUTABLE_OF_STATEFUL_SET);
  if (jsonEquals(kept(next), kept(live))) return [];
  const names = MUTABLE_OF_STATEFUL_SET.map((name) => `'${name}'`);
  const list = `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  const detail = `updates to statefulset spec for fields other than ${list} are forbidden`;
  return [forbiddenField('spec', detail)];
}

const JOB_NUMBERS = [
  'parallelism',
  'completions',
  'activeDeadlineSeconds',
  'backoffLimit',
  'ttlSecondsAfterFinished',
];

export function validateJob(object: JsonObject): readonly FieldProblem[] {
  const { template, completionMode } = spec(object);
  const { restartPolicy } = objectOf(objectOf(template).spec);
  const restarts =
    restartPolicy === 'OnFailure' || restartPolicy === 'Never'
      ? []
      : [required('spec.template.spec.restartPolicy', 'valid values: "OnFailure", "Never"')];
  return [
    ...notNegative(spec(object), 'spec', JOB_NUMBERS),
    ...oneOf('spec.completionMode', completionMode, ['NonIndexed', 'Indexed']),
    ...validateTemplate(objectOf(template)),
    ...restarts,
  ];
}

/** The labels by which a Job finds its Pods have to be the Job's own. */
export function jobSelectorProblems(object: JsonObject): readonly FieldProblem[] {
  const { selector, manualSelector } = spec(object);
  if (manualSelector === true) return selectorMismatch(object);
  const own = { matchLabels: { 'batch.kubernetes.io/controller-uid': metadataOf(object).uid } };
  if (jsonEquals(selector, own)) return selectorMismatch(object);
  return [
    ...selectorMismatch(object),
    invalid('spec.selector', selector, '`selector` not auto-generated'),
  ];
}

export function keptJob(next: JsonObject, live: JsonObject): readonly FieldProblem[] {
  const after = spec(next);
  const before = spec(live);
  const problems: FieldProblem[] = [];
  if (before.completionMode !== 'Indexed' && !jsonEquals(after.completions, before.completions)) {
    problems.push(immutable('spec.completions', after.completions));
  }
  problems.push(...keptSelector(next, live));
  if (!jsonEquals(frozenTemplate(after, before), objectOf(before.template))) {
    problems.push(immutable('spec.template', after.template));
  }
  if (!jsonEquals(after.completionMode, before.completionMode)) {
    problems.push(immutable('spec.completionMode', after.completionMode));
  }
  return problems;
}

/** The template as far as it may not change: labels may before a suspended Job starts, always here. */
function frozenTemplate(after: JsonObject, before: JsonObject): JsonObject {
  const template = objectOf(after.template);
  const { labels, annotations } = metadataOf(objectOf(before.template));
  const isSuspended = before.suspend === true;
  return isSuspended ? withMetadata(template, { labels, annotations }) : template;
}
