import type { Manifest } from '../../model/manifest.ts';
import { monitorLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import type { IngressSpec } from '../schema/spec.ts';
import { child } from './child.ts';
import { exposedPort } from './services.ts';

/** Ways in from outside, to the first shard. */
export function ingresses(monitor: ResolvedMonitor): readonly Manifest[] {
  const { prometheus, grafana } = monitor.spec;
  const names = namesOf(monitor);
  const found: Manifest[] = [];
  if (prometheus.ingress !== undefined) {
    const port = exposedPort(prometheus.service, 9090);
    found.push(ingressOf(monitor, prometheus.ingress, names.prometheusService(0), port));
  }
  if (grafana?.ingress !== undefined) {
    const port = exposedPort(grafana.service, 3000);
    found.push(ingressOf(monitor, grafana.ingress, names.grafanaService(0), port));
  }
  return found;
}

function ingressOf(
  monitor: ResolvedMonitor,
  spec: IngressSpec,
  service: string,
  port: number,
): Manifest {
  const backend = { service: { name: service, port: { number: port } } };
  const paths = [{ path: '/', pathType: 'ImplementationSpecific', backend }];
  return child(monitor, {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'Ingress',
    name: service,
    labels: monitorLabels(monitor.name),
    annotations: spec.annotations,
    content: {
      spec: {
        ...(spec.tls === undefined ? {} : { tls: spec.tls }),
        rules: spec.hosts.map((host) => ({ host, http: { paths } })),
      },
    },
  });
}
