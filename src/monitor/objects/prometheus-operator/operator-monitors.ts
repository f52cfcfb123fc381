import type { JsonObject } from '../../../model/json.ts';
import type { Manifest } from '../../../model/manifest.ts';
import { monitorLabels } from '../../labels.ts';
import { namesOf } from '../../names.ts';
import {
  DM_COMPONENTS,
  type ScrapedComponent,
  TIDB_COMPONENTS,
} from '../../prometheus/components.ts';
import type { MonitoredCluster } from '../../resolve/clusters.ts';
import type { OperatorKind } from '../../resolve/operator-kind.ts';
import type { ResolvedMonitor } from '../../resolve/resolve.ts';
import { childBeside } from '../child.ts';
import { endpointOf } from './endpoints.ts';
import { metricsSelector, metricsServices } from './metrics-services.ts';
import { presentComponents } from './present-components.ts';

/**
 * A PodMonitor or ServiceMonitor for each monitored cluster, so that a Prometheus
 * of the Prometheus operator scrapes what ours does, under the same labels. It
 * stands beside the cluster: it can only name certificates of its own namespace.
 */
export function operatorMonitors(monitor: ResolvedMonitor): readonly Manifest[] {
  const { clusters, dmClusters, operatorKind } = monitor;
  if (operatorKind === undefined) return [];
  const forCluster = OBJECTS[operatorKind];
  return [
    ...clusters.flatMap((cluster) => forCluster(monitor, cluster, 'tidb', TIDB_COMPONENTS)),
    ...dmClusters.flatMap((cluster) => forCluster(monitor, cluster, 'dm', DM_COMPONENTS)),
  ];
}

type ForCluster = (
  monitor: ResolvedMonitor,
  cluster: MonitoredCluster,
  suffix: 'tidb' | 'dm',
  components: readonly ScrapedComponent[],
) => readonly Manifest[];

const OBJECTS: Readonly<Record<OperatorKind, ForCluster>> = {
  PodMonitor: (monitor, cluster, suffix, components) => {
    const selector = { matchLabels: { 'app.kubernetes.io/instance': cluster.id.name } };
    const podMetricsEndpoints = endpoints(monitor, cluster, 'PodMonitor', components);
    const spec = { selector, podMetricsEndpoints };
    return [operatorMonitor(monitor, cluster, { kind: 'PodMonitor', suffix, spec })];
  },
  ServiceMonitor: (monitor, cluster, suffix, all) => {
    const components = presentComponents(all, cluster);
    const selector = { matchLabels: metricsSelector(monitor, cluster) };
    const spec = { selector, endpoints: endpoints(monitor, cluster, 'ServiceMonitor', components) };
    return [
      ...metricsServices(monitor, cluster, components),
      operatorMonitor(monitor, cluster, { kind: 'ServiceMonitor', suffix, spec }),
    ];
  },
};

function operatorMonitor(
  monitor: ResolvedMonitor,
  { id }: MonitoredCluster,
  parts: { readonly kind: OperatorKind; readonly suffix: 'tidb' | 'dm'; readonly spec: JsonObject },
): Manifest {
  return childBeside(monitor, id.namespace, {
    apiVersion: 'monitoring.coreos.com/v1',
    kind: parts.kind,
    name: namesOf(monitor).operatorMonitor(id, parts.suffix),
    labels: { ...monitorLabels(monitor.name), ...monitor.spec.prometheusOperator?.labels },
    content: { spec: parts.spec },
  });
}

/** The operator ignores a monitor as a whole where it names a Secret that is not there. */
function endpoints(
  { spec }: ResolvedMonitor,
  cluster: MonitoredCluster,
  kind: OperatorKind,
  components: readonly ScrapedComponent[],
): readonly JsonObject[] {
  return components
    .filter(({ clientCertificate }) => cluster.tls !== 'unavailable' || !clientCertificate)
    .map((component) => endpointOf(component, cluster, kind, spec));
}
