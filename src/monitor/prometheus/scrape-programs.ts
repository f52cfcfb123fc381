import type { JsonObject } from '../../model/json.ts';
import { namesOf } from '../names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { routePrefix } from './route-prefix.ts';

/**
 * The jobs of Prometheus itself and of what runs beside it in the pod, so that
 * rules can tell when the monitor fails. They are the same for every pod:
 * external labels tell which one it was.
 */
export function programJobs(monitor: ResolvedMonitor): readonly JsonObject[] {
  const { prometheusReloader } = monitor.spec;
  const thanos = thanosAddress(monitor);
  const job = (component: string, address: string, path = '/metrics') => ({
    job_name: `${monitor.namespace}-${monitor.name}-monitor-${component}`,
    metrics_path: path,
    static_configs: [{ targets: [address], labels: labelsOf(monitor, component) }],
  });
  return [
    job('prometheus', 'localhost:9090', `${routePrefix(monitor)}/metrics`),
    ...(prometheusReloader === undefined ? [] : [job('config-reloader', 'localhost:9088')]),
    ...(thanos === undefined ? [] : [job('thanos-sidecar', thanos)]),
  ];
}

function labelsOf(monitor: ResolvedMonitor, component: string): JsonObject {
  return {
    kubernetes_namespace: monitor.namespace,
    component,
    instance: namesOf(monitor).base,
  };
}

/**
 * The sidecar listens on the pod's own address, which only its Service knows:
 * of several pods the Service would give now one and now another.
 */
function thanosAddress(monitor: ResolvedMonitor): string | undefined {
  const { thanos } = monitor.spec;
  if (thanos === undefined) return undefined;
  if (thanos.listenLocal === true) return 'localhost:10902';
  const isOnly = monitor.shards === 1 && monitor.replicas === 1;
  const service = namesOf(monitor).prometheusService(0);
  return isOnly ? `${service}.${monitor.namespace}.svc:10902` : undefined;
}
