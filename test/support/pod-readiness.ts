import { isJsonObject, type JsonObject, type JsonValue } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import { ConflictError, GoneError, NotFoundError } from '../../src/model/ports/cluster-errors.ts';

/** What becomes of a Pod. */
export type PodOutcome = 'ready' | 'notReady' | 'succeeded' | 'failed' | 'pending';

export interface PodReadinessOptions {
  readonly cluster: Cluster;
  readonly namespace: string;
  /** By default the Pods of Jobs succeed and all others become ready. */
  readonly outcome?: (pod: Manifest) => PodOutcome;
}

export interface PodReadiness {
  /** Stops; throws what went wrong while it ran. */
  stop(): Promise<void>;
}

/**
 * Stands in for a kubelet: gives every Pod of a namespace the status it would
 * have on a node. Pods stay without a node, so the API server removes deleted
 * ones at once and there is nothing else to do.
 */
export function startPodReadiness(options: PodReadinessOptions): PodReadiness {
  const stopping = new AbortController();
  const done = run(options, stopping.signal);
  // The failure is reported by `stop`.
  done.catch(() => {});
  return {
    stop: () => {
      stopping.abort();
      return done;
    },
  };
}

async function run(options: PodReadinessOptions, signal: AbortSignal): Promise<void> {
  const { cluster, namespace } = options;
  const pods = { apiVersion: 'v1', kind: 'Pod', namespace, signal };
  while (!signal.aborted) {
    try {
      const { items, resourceVersion } = await cluster.list(pods);
      for (const pod of items) await settle(options, pod);
      for await (const event of cluster.watch({ ...pods, resourceVersion })) {
        if (event.type === 'ADDED' || event.type === 'MODIFIED')
          await settle(options, event.object);
      }
    } catch (thrown) {
      if (!signal.aborted && !(thrown instanceof GoneError)) throw thrown;
    }
  }
}

async function settle({ cluster, outcome }: PodReadinessOptions, pod: Manifest): Promise<void> {
  const status = podStatus(pod, (outcome ?? usualOutcome)(pod), new Date().toISOString());
  if (pod.metadata.deletionTimestamp !== undefined || status === undefined) return;
  const { name, namespace = '' } = pod.metadata;
  const reference = { apiVersion: 'v1', kind: 'Pod', namespace, name };
  const document = { metadata: { uid: pod.metadata.uid }, status };
  try {
    const write = { fieldManager: 'kubelet', subresource: 'status' } as const;
    await cluster.patch(reference, { type: 'merge', document }, write);
  } catch (thrown) {
    // Gone, or replaced by one of the same name: that one has its own event.
    if (!(thrown instanceof NotFoundError || thrown instanceof ConflictError)) throw thrown;
  }
}

function usualOutcome(pod: Manifest): PodOutcome {
  const owner = pod.metadata.ownerReferences?.find((reference) => reference.controller);
  return owner?.kind === 'Job' ? 'succeeded' : 'ready';
}

const phases = {
  ready: 'Running',
  notReady: 'Running',
  succeeded: 'Succeeded',
  failed: 'Failed',
} as const;

/** The status to give; `undefined` where the Pod has it already, or is to stay pending. */
function podStatus(pod: Manifest, outcome: PodOutcome, now: string): JsonObject | undefined {
  if (outcome === 'pending') return undefined;
  const phase = phases[outcome];
  const ready = outcome === 'ready' ? 'True' : 'False';
  const old = isJsonObject(pod.status) ? pod.status : {};
  if (old.phase === phase && conditionStatus(old, 'Ready') === ready) return undefined;
  const spec = isJsonObject(pod.spec) ? pod.spec : {};
  const condition = (type: string, status: string) => ({ type, status, lastTransitionTime: now });
  return {
    phase,
    podIP: '10.0.0.1',
    podIPs: [{ ip: '10.0.0.1' }],
    startTime: now,
    conditions: [
      condition('PodScheduled', 'True'),
      condition('Initialized', 'True'),
      condition('ContainersReady', ready),
      condition('Ready', ready),
    ],
    containerStatuses: objects(spec.containers).map((container) => ({
      name: container.name,
      image: container.image,
      imageID: '',
      restartCount: 0,
      ready: outcome === 'ready',
      started: true,
      state: containerState(outcome, now),
    })),
  };
}

function containerState(outcome: PodOutcome, now: string): JsonObject {
  if (outcome === 'ready' || outcome === 'notReady') return { running: { startedAt: now } };
  const exitCode = outcome === 'succeeded' ? 0 : 1;
  const reason = outcome === 'succeeded' ? 'Completed' : 'Error';
  return { terminated: { exitCode, reason, startedAt: now, finishedAt: now } };
}

function conditionStatus(status: JsonObject, type: string): JsonValue | undefined {
  return objects(status.conditions).find((condition) => condition.type === type)?.status;
}

function objects(value: JsonValue | undefined): JsonObject[] {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}
