import type { Manifest } from '../../model/manifest.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import type { KeptPods } from '../takeover/kept-pods.ts';
import { accessObjects } from './access.ts';
import { configMaps, secrets } from './configuration.ts';
import { disruptionBudgets } from './disruption-budgets.ts';
import { ingresses } from './ingresses.ts';
import { networkPolicies } from './network-policies.ts';
import { operatorMonitors } from './prometheus-operator/operator-monitors.ts';
import { services } from './services.ts';
import { statefulSets } from './stateful-sets.ts';

/** Everything that runs a TidbMonitor, in the order it is needed; `kept` are pods that stay. */
export function childrenOf(
  monitor: ResolvedMonitor,
  kept?: KeptPods | undefined,
): readonly Manifest[] {
  return [
    ...accessObjects(monitor),
    ...secrets(monitor),
    ...configMaps(monitor, kept),
    ...services(monitor),
    ...statefulSets(monitor, kept),
    ...disruptionBudgets(monitor),
    ...networkPolicies(monitor),
    ...operatorMonitors(monitor),
    ...ingresses(monitor),
  ];
}
