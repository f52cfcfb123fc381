import { correctAtOnce, type DriftPolicy, warn } from '../model/drift-policy.ts';
import { messageOf } from '../model/errors.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import type { Target } from '../model/target.ts';
import type { Metrics } from '../report/metrics.ts';
import type { AgentPorts } from './agent-ports.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { createDriftWatch, type DriftWatch, type DriftWatchOptions } from './drift/drift-watch.ts';
import { noDriftWatch } from './drift/no-drift-watch.ts';
import { observedWrites } from './drift/observed-writes.ts';
import { logDrift } from './log-drift.ts';
import type { Publisher } from './publisher.ts';
import type { DriftBoard } from './pull-requests/drift-reports/drift-board.ts';
import type { WatchHub } from './watching/watch-hub.ts';

/** A drift watch, and the cluster to write through, so that it knows our own writes. */
export interface ComposedDrift {
  readonly drift: DriftWatch;
  readonly cluster: Cluster;
}

export interface DriftComposition {
  readonly metrics: Metrics;
  /** Once there is one. */
  readonly publisher: () => Publisher;
  readonly hub: WatchHub;
  /** Where the drift of all targets is kept for whoever reports it elsewhere. */
  readonly board: DriftBoard;
  /** Asks for an attempt at a target. */
  readonly hurry: (target: string) => boolean;
}

/** What watches for drift in an agent; nothing does in a single pass. */
export function composeDrift(
  config: AgentConfig,
  { cluster, clock, log }: AgentPorts,
  { metrics, hub, board, publisher, hurry }: DriftComposition,
  stop: AbortSignal,
): ComposedDrift {
  if (config.once) return { drift: noDriftWatch, cluster };
  const tell: DriftWatchOptions['tell'] = (target, now, before, lineOrigin) => {
    metrics.countDrift(target, now, before);
    board.set(target, { drifts: now, lineOrigin });
    logDrift(now, before, log.with({ target }));
    // It never rejects.
    void publisher().drift(target, now, before, lineOrigin);
  };
  const drift = createDriftWatch({
    cluster,
    clock,
    hub,
    namespace: config.namespace,
    rules: config.driftRules,
    standardOf: (target) => standardOf(target, config.drift),
    correct: hurry,
    tell,
    unwatched: ({ kind, namespace }, error) =>
      log.warn('drift is not seen now', {
        kind,
        ...(namespace === undefined ? {} : { namespace }),
        error: messageOf(error),
      }),
    stop,
  });
  return { drift, cluster: observedWrites(cluster, drift.writes) };
}

/** What a target's own declaration says: Flux corrects always, Argo CD where it heals itself. */
function standardOf({ drift, declaredBy, selfHeal }: Target, ofOverlays: DriftPolicy): DriftPolicy {
  if (drift !== undefined) return drift;
  if (declaredBy === 'overlay') return ofOverlays;
  return selfHeal ? correctAtOnce : warn;
}
