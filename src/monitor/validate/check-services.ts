import { isIP } from 'node:net';
import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import type { IngressSpec, ServiceSpec, TidbMonitorSpec } from '../schema/spec.ts';

const LOAD_BALANCER_FIELDS = [
  'loadBalancerIP',
  'loadBalancerSourceRanges',
  'loadBalancerClass',
] as const;

/** Services and Ingresses that Kubernetes takes. */
export function checkServices({ spec }: TidbMonitor, report: Report): void {
  checkService(spec.prometheus.service, ['spec', 'prometheus', 'service'], report);
  checkThanosPorts(spec, report);
  checkService(spec.grafana?.service, ['spec', 'grafana', 'service'], report);
  checkService(spec.reloader.service, ['spec', 'reloader', 'service'], report);
  checkIngress(spec.prometheus.ingress, ['spec', 'prometheus', 'ingress'], report);
  checkIngress(spec.grafana?.ingress, ['spec', 'grafana', 'ingress'], report);
}

/** The Service of Prometheus leads to the sidecar, too. */
function checkThanosPorts({ thanos, prometheus }: TidbMonitorSpec, report: Report): void {
  const port = prometheus.service?.port;
  if (thanos === undefined || (port !== 10901 && port !== 10902)) return;
  const what = `cannot be ${port}, where Thanos is reached`;
  report('INVALID_VALUE', ['spec', 'prometheus', 'service', 'port'], what, 'choose another port');
}

function checkService(service: ServiceSpec | undefined, path: FieldPath, report: Report): void {
  if (service === undefined) return;
  if (service.type !== 'LoadBalancer') {
    for (const field of LOAD_BALANCER_FIELDS) {
      if (service[field] === undefined) continue;
      const what = `has no effect on a Service of type ${service.type ?? 'ClusterIP'}`;
      const advice = 'set type to LoadBalancer, or remove it';
      report('FIELD_WITHOUT_EFFECT', [...path, field], what, advice);
    }
  }
  for (const [index, range] of (service.loadBalancerSourceRanges ?? []).entries()) {
    if (isNetwork(range)) continue;
    const what = `cannot be ${JSON.stringify(range)}`;
    const place = [...path, 'loadBalancerSourceRanges', index];
    report('INVALID_VALUE', place, what, 'write a network such as 10.0.0.0/8');
  }
}

function isNetwork(text: string): boolean {
  const [address = '', bits = '', ...rest] = text.split('/');
  const family = isIP(address);
  const most = family === 4 ? 32 : 128;
  return family !== 0 && rest.length === 0 && /^\d{1,3}$/.test(bits) && Number(bits) <= most;
}

function checkIngress(ingress: IngressSpec | undefined, path: FieldPath, report: Report): void {
  if (ingress === undefined || ingress.hosts.length > 0) return;
  report('INVALID_VALUE', [...path, 'hosts'], 'is empty', 'name at least one host');
}
