import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { metadataOf, objectOf, objectsOf, withMetadata } from '../registry/metadata.ts';
import { setMissing } from './missing.ts';

const APPS = 'io.k8s.api.apps.v1.';
const BATCH = 'io.k8s.api.batch.v1.';

function deploymentStrategy(value: JsonObject): JsonObject {
  const strategy = setMissing(value, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  const rollingUpdate = setMissing(objectOf(strategy.rollingUpdate), {
    maxUnavailable: '25%',
    maxSurge: '25%',
  });
  return { ...strategy, rollingUpdate };
}

function statefulSetSpec(value: JsonObject): JsonObject {
  const given = objectOf(value.updateStrategy);
  const isUntyped = given.type === undefined || given.type === '';
  const strategy = isUntyped
    ? { type: 'RollingUpdate', rollingUpdate: {}, ...withoutEmptyType(given) }
    : given;
  const { rollingUpdate } = strategy;
  const updateStrategy =
    strategy.type === 'RollingUpdate' && isJsonObject(rollingUpdate)
      ? { ...strategy, rollingUpdate: setMissing(rollingUpdate, { partition: 0 }) }
      : strategy;
  const retention = setMissing(objectOf(value.persistentVolumeClaimRetentionPolicy), {
    whenDeleted: 'Retain',
    whenScaled: 'Retain',
  });
  return {
    ...setMissing(value, {
      podManagementPolicy: 'OrderedReady',
      replicas: 1,
      revisionHistoryLimit: 10,
    }),
    updateStrategy,
    persistentVolumeClaimRetentionPolicy: retention,
    ...claimTemplates(value),
  };
}

function withoutEmptyType({ type: _, ...rest }: JsonObject): JsonObject {
  return rest;
}

/** Templates of claims are written with their type. */
function claimTemplates(value: JsonObject): JsonObject {
  const templates = value.volumeClaimTemplates;
  if (!Array.isArray(templates)) return {};
  return {
    volumeClaimTemplates: objectsOf(templates).map((template) => ({
      kind: 'PersistentVolumeClaim',
      apiVersion: 'v1',
      ...template,
    })),
  };
}

function daemonSetUpdateStrategy(value: JsonObject): JsonObject {
  const strategy = setMissing(value, { type: 'RollingUpdate' });
  if (strategy.type !== 'RollingUpdate') return strategy;
  const rollingUpdate = setMissing(objectOf(strategy.rollingUpdate), {
    maxUnavailable: 1,
    maxSurge: 0,
  });
  return { ...strategy, rollingUpdate };
}

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';

function daemonSet(value: JsonObject): JsonObject {
  const annotations = objectOf(metadataOf(value).annotations);
  if (annotations[TEMPLATE_GENERATION] !== undefined) return value;
  return withMetadata(value, { annotations: { ...annotations, [TEMPLATE_GENERATION]: '1' } });
}

function job(value: JsonObject): JsonObject {
  const labels = metadataOf(objectOf(objectOf(value.spec).template)).labels;
  const own = metadataOf(value).labels;
  const spec = jobSpec(objectOf(value.spec));
  const labelled = isJsonObject(labels) && own === undefined;
  return { ...(labelled ? withMetadata(value, { labels }) : value), spec };
}

function jobSpec(value: JsonObject): JsonObject {
  const isPlain = value.completions === undefined && value.parallelism === undefined;
  return setMissing(value, {
    ...(isPlain ? { completions: 1 } : {}),
    parallelism: 1,
    backoffLimit: value.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647,
    completionMode: 'NonIndexed',
    suspend: false,
    podReplacementPolicy: value.podFailurePolicy === undefined ? 'TerminatingOrFailed' : 'Failed',
    manualSelector: false,
  });
}

export const WORKLOAD_DEFAULTS: Readonly<Record<string, (value: JsonObject) => JsonObject>> = {
  [`${APPS}DeploymentSpec`]: (value) =>
    setMissing(value, { replicas: 1, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 }),
  [`${APPS}DeploymentStrategy`]: deploymentStrategy,
  [`${APPS}StatefulSetSpec`]: statefulSetSpec,
  [`${APPS}ReplicaSetSpec`]: (value) => setMissing(value, { replicas: 1 }),
  [`${APPS}DaemonSet`]: daemonSet,
  [`${APPS}DaemonSetSpec`]: (value) => setMissing(value, { revisionHistoryLimit: 10 }),
  [`${APPS}DaemonSetUpdateStrategy`]: daemonSetUpdateStrategy,
  [`${BATCH}Job`]: job,
  [`${BATCH}CronJobSpec`]: (value) =>
    setMissing(value, {
      concurrencyPolicy: 'Allow',
      suspend: false,
      successfulJobsHistoryLimit: 3,
      failedJobsHistoryLimit: 1,
    }),
};
