import { array, described, int32, int64, object, string } from './builders.ts';
import type { Infer } from './schema.ts';

const condition = object(
  {
    type: string('`Ready`, `Reconciling`, `Stalled` and others.'),
    status: string('Whether it holds.', { values: ['True', 'False', 'Unknown'] }),
    reason: string('Why, in one word.'),
    message: string('Why, for people.'),
    observedGeneration: int64('The generation of the TidbMonitor it is about.'),
    lastTransitionTime: string('When the status last changed.', { format: 'date-time' }),
  },
  { required: ['type', 'status', 'reason', 'message', 'lastTransitionTime'] },
);

/** What tidb-operator keeps here while it moves a volume from a Deployment to a StatefulSet. */
const deploymentStorageStatus = object({ pvName: string('The volume on its way.') });

/** The status of shard 0's StatefulSet, where tidb-operator's users look for it. */
const statefulSet = object(
  {
    availableReplicas: int32(),
    collisionCount: int32(),
    conditions: array(
      object(
        {
          lastTransitionTime: string(undefined, { format: 'date-time' }),
          message: string(),
          reason: string(),
          status: string(),
          type: string(),
        },
        { required: ['status', 'type'] },
      ),
    ),
    currentReplicas: int32(),
    currentRevision: string(),
    observedGeneration: int64(),
    readyReplicas: int32(),
    replicas: int32(),
    updateRevision: string(),
    updatedReplicas: int32(),
  },
  { required: ['replicas'] },
);

/** The schema of a TidbMonitor's `status`. */
export const statusSchema = object(
  {
    observedGeneration: int64('The generation this status is about.'),
    conditions: array(condition, 'How it goes.', { keys: ['type'] }),
    target: string('The target that keeps the TidbMonitor deployed.'),
    revision: string('The Git revision that was deployed last.'),
    phase: string('The phase of the last reconcile.'),
    replicas: int32('Pods that should run, in all shards.'),
    readyReplicas: int32('Pods that are ready, in all shards.'),
    ready: string('Ready pods of all pods, as `1/2`.'),
    shards: int32('The number of shards.'),
    clusters: int32('The number of monitored clusters.'),
    prometheusVersion: string('The version of Prometheus.'),
    grafanaVersion: string('The version of Grafana, where there is one.'),
    thanosVersion: string('The version of Thanos, where there is one.'),
    storage: string('The size of each persistent volume, where there are any.'),
    deploymentStorageStatus: described(
      deploymentStorageStatus,
      'The volume that tidb-operator was moving from a Deployment to a StatefulSet.',
    ),
    statefulSet: described(statefulSet, 'The status of the first shard’s StatefulSet.'),
  },
  { description: 'What became of it.' },
);

export type TidbMonitorStatus = Infer<typeof statusSchema>;
export type ConditionStatus = Infer<typeof condition>;
