import type { AgentPorts } from './agent-ports.ts';
import type { AgentConfig } from './config/agent-config.ts';
import { createVolumeKeeper } from './monitors/keep-volumes.ts';
import { createMonitorCare, type MonitorCare } from './monitors/monitor-care.ts';
import { createMonitorWatch } from './monitors/watch-monitors.ts';
import type { Publisher } from './publisher.ts';
import { createTopologyKeeper } from './topology/keep-topology.ts';
import type { WatchHub } from './watching/watch-hub.ts';

export interface MonitorCareComposition {
  readonly hub: WatchHub;
  /** Once there is one. */
  readonly publisher: () => Publisher;
  /** Asks for an attempt at a target; `false` where that cannot be now. */
  readonly hurry: (target: string) => boolean;
}

/** What looks after monitors in an agent; in a single pass nobody could. */
export function composeMonitorCare(
  config: AgentConfig,
  ports: AgentPorts,
  { hub, publisher, hurry }: MonitorCareComposition,
  stop: AbortSignal,
): MonitorCare | undefined {
  if (config.once) return undefined;
  // It never rejects.
  const refresh = (target: string) => void publisher().refresh(target);
  const topology = createTopologyKeeper({
    ...ports,
    openStore: ports.openTopologyStore,
    onChange: refresh,
    stop,
  });
  // Neither does this, and nobody waits for it: what it wrote goes by itself.
  void topology.run();
  const volumes = createVolumeKeeper({ ...ports, onChange: refresh });
  const watch = createMonitorWatch({ ...ports, hub, refresh, hurry, stop });
  return createMonitorCare(topology, volumes, watch);
}
