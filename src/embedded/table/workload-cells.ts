import type { JsonObject, JsonValue } from '../../model/json.ts';
import {
  isDeleting,
  metadataOf,
  nameOf,
  numberOf,
  objectOf,
  objectsOf,
  textOf,
} from '../registry/metadata.ts';
import { ageOf, humanDuration } from './age.ts';
import type { Cells } from './builtin-cells.ts';
import { printSelector } from './print-selector.ts';

const age = (object: JsonObject, now: number): string =>
  ageOf(metadataOf(object).creationTimestamp, now);
const spec = (object: JsonObject): JsonObject => objectOf(object.spec);
const status = (object: JsonObject): JsonObject => objectOf(object.status);
const count = (value: JsonValue | undefined): number => numberOf(value) ?? 0;

/** The names and the images of a template's containers. */
function containerCells(template: JsonValue | undefined): readonly JsonValue[] {
  const containers = objectsOf(objectOf(objectOf(template).spec).containers);
  return ['name', 'image'].map((key) => containers.map((one) => textOf(one[key])).join(','));
}

const selector = (object: JsonObject): string => printSelector(objectOf(spec(object).selector));

const deployment: Cells = (object, now) => [
  nameOf(object),
  `${count(status(object).readyReplicas)}/${count(spec(object).replicas)}`,
  count(status(object).updatedReplicas),
  count(status(object).availableReplicas),
  age(object, now),
  ...containerCells(spec(object).template),
  selector(object),
];

const statefulSet: Cells = (object, now) => [
  nameOf(object),
  `${count(status(object).readyReplicas)}/${count(spec(object).replicas)}`,
  age(object, now),
  ...containerCells(spec(object).template),
];

const replicaSet: Cells = (object, now) => [
  nameOf(object),
  count(spec(object).replicas),
  count(status(object).replicas),
  count(status(object).readyReplicas),
  age(object, now),
  ...containerCells(spec(object).template),
  selector(object),
];

const daemonSet: Cells = (object, now) => [
  nameOf(object),
  count(status(object).desiredNumberScheduled),
  count(status(object).currentNumberScheduled),
  count(status(object).numberReady),
  count(status(object).updatedNumberScheduled),
  count(status(object).numberAvailable),
  nodeSelector(objectOf(objectOf(spec(object).template).spec)),
  age(object, now),
  ...containerCells(spec(object).template),
  selector(object),
];

function nodeSelector(pod: JsonObject): string {
  const labels = Object.entries(objectOf(pod.nodeSelector));
  if (labels.length === 0) return '<none>';
  return labels.map(([key, value]) => `${key}=${textOf(value)}`).join(',');
}

function jobStatus(object: JsonObject): string {
  const conditions = objectsOf(status(object).conditions);
  const holds = (type: string): boolean =>
    conditions.some((one) => one.type === type && one.status === 'True');
  if (holds('Complete')) return 'Complete';
  if (holds('Failed')) return 'Failed';
  if (isDeleting(object)) return 'Terminating';
  const later = ['Suspended', 'FailureTarget', 'SuccessCriteriaMet'].find(holds);
  return later ?? 'Running';
}

function jobDuration(object: JsonObject, now: number): string {
  const { startTime, completionTime } = status(object);
  if (typeof startTime !== 'string') return '';
  const end = typeof completionTime === 'string' ? Date.parse(completionTime) : now;
  return humanDuration(end - Date.parse(startTime));
}

const job: Cells = (object, now) => {
  const { completions, parallelism } = spec(object);
  const succeeded = count(status(object).succeeded);
  const several = count(parallelism) > 1 ? `/1 of ${count(parallelism)}` : '/1';
  return [
    nameOf(object),
    jobStatus(object),
    `${succeeded}${typeof completions === 'number' ? `/${completions}` : several}`,
    jobDuration(object, now),
    age(object, now),
    ...containerCells(spec(object).template),
    selector(object),
  ];
};

const cronJob: Cells = (object, now) => {
  const { schedule, timeZone, suspend, jobTemplate } = spec(object);
  const jobSpec = objectOf(objectOf(jobTemplate).spec);
  const { active, lastScheduleTime } = status(object);
  return [
    nameOf(object),
    textOf(schedule),
    textOf(timeZone) || '<none>',
    suspend === true ? 'True' : 'False',
    objectsOf(active).length,
    lastScheduleTime === undefined ? '<none>' : ageOf(lastScheduleTime, now),
    age(object, now),
    ...containerCells(jobSpec.template),
    printSelector(objectOf(jobSpec.selector)) || '<none>',
  ];
};

const pod: Cells = (object, now) => {
  const containers = objectsOf(status(object).containerStatuses);
  const ready = containers.filter(
    (one) => one.ready === true && objectOf(one.state).running !== undefined,
  );
  const restarts = containers.reduce((sum, one) => sum + count(one.restartCount), 0);
  const [address] = objectsOf(status(object).podIPs);
  return [
    nameOf(object),
    `${ready.length}/${objectsOf(spec(object).containers).length}`,
    podReason(object, containers),
    String(restarts),
    age(object, now),
    textOf(address?.ip) || '<none>',
    textOf(spec(object).nodeName) || '<none>',
    textOf(status(object).nominatedNodeName) || '<none>',
    readinessGates(object),
  ];
};

function podReason(object: JsonObject, containers: readonly JsonObject[]): string {
  const phase = textOf(status(object).phase);
  if (isDeleting(object) && phase !== 'Succeeded' && phase !== 'Failed') return 'Terminating';
  let reason = textOf(status(object).reason) || phase;
  for (const container of containers.toReversed()) {
    const { waiting, terminated } = objectOf(container.state);
    const waits = textOf(objectOf(waiting).reason);
    if (waits !== '') reason = waits;
    else if (terminated !== undefined) {
      const ended = objectOf(terminated);
      reason = textOf(ended.reason) || `ExitCode:${count(ended.exitCode)}`;
    }
  }
  return reason;
}

function readinessGates(object: JsonObject): string {
  const gates = objectsOf(spec(object).readinessGates).map((one) => one.conditionType);
  if (gates.length === 0) return '<none>';
  const holding = objectsOf(status(object).conditions).filter(
    (one) => gates.includes(one.type) && one.status === 'True',
  );
  return `${holding.length}/${gates.length}`;
}

const podDisruptionBudget: Cells = (object, now) => {
  const { minAvailable, maxUnavailable } = spec(object);
  const text = (value: JsonValue | undefined): string =>
    value === undefined ? 'N/A' : String(value);
  return [
    nameOf(object),
    text(minAvailable),
    text(maxUnavailable),
    count(status(object).disruptionsAllowed),
    age(object, now),
  ];
};

const controllerRevision: Cells = (object, now) => {
  const owner = objectsOf(metadataOf(object).ownerReferences).find(
    (one) => one.controller === true,
  );
  const controller =
    owner === undefined
      ? '<none>'
      : `${textOf(owner.kind).toLowerCase()}.${textOf(owner.apiVersion).split('/')[0]}/${textOf(owner.name)}`;
  return [nameOf(object), controller, count(object.revision), age(object, now)];
};

export const WORKLOAD_CELLS: Readonly<Record<string, Cells>> = {
  'apps/v1/controllerrevisions': controllerRevision,
  'apps/v1/daemonsets': daemonSet,
  'apps/v1/deployments': deployment,
  'apps/v1/replicasets': replicaSet,
  'apps/v1/statefulsets': statefulSet,
  'batch/v1/cronjobs': cronJob,
  'batch/v1/jobs': job,
  'policy/v1/poddisruptionbudgets': podDisruptionBudget,
  'v1/pods': pod,
};
