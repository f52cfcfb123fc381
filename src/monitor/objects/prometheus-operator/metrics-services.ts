import type { Manifest } from '../../../model/manifest.ts';
import { type Labels, monitorLabels } from '../../labels.ts';
import { namesOf } from '../../names.ts';
import type { ScrapedComponent } from '../../prometheus/components.ts';
import type { MonitoredCluster } from '../../resolve/clusters.ts';
import type { ResolvedMonitor } from '../../resolve/resolve.ts';
import { childBeside } from '../child.ts';

/**
 * The labels of the Services for the metrics of one cluster. Nothing else has
 * them: neither tidb-operator's own Services, which lack ports such as TiKV's
 * 20180, nor those of another TidbMonitor for the same cluster.
 */
export function metricsSelector(monitor: ResolvedMonitor, { id }: MonitoredCluster): Labels {
  return {
    'app.kubernetes.io/instance': monitor.name,
    'tidewatch.dev/monitor-namespace': monitor.namespace,
    'tidewatch.dev/monitored-cluster': id.name,
  };
}

/** A headless Service for each kind of pod, since a Service has the same ports for all its pods. */
export function metricsServices(
  monitor: ResolvedMonitor,
  cluster: MonitoredCluster,
  components: readonly ScrapedComponent[],
): readonly Manifest[] {
  const kinds = [...new Set(components.map(({ component }) => component))];
  return kinds.map((kind) =>
    childBeside(monitor, cluster.id.namespace, {
      apiVersion: 'v1',
      kind: 'Service',
      name: namesOf(monitor).metricsService(cluster.id, kind),
      labels: { ...monitorLabels(monitor.name), ...metricsSelector(monitor, cluster) },
      content: {
        spec: {
          clusterIP: 'None',
          // What is not ready is scraped, too: its metrics say why.
          publishNotReadyAddresses: true,
          selector: {
            'app.kubernetes.io/instance': cluster.id.name,
            'app.kubernetes.io/component': kind,
          },
          ports: components
            .filter(({ component }) => component === kind)
            .map(({ job, port }) => ({ name: job, protocol: 'TCP', port, targetPort: port })),
        },
      },
    }),
  );
}
