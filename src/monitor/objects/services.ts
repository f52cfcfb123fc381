import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { type Labels, monitorLabels, selectorLabels, serviceLabels } from '../labels.ts';
import { namesOf } from '../names.ts';
import { nonEmpty } from '../resolve/images.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import type { ServiceSpec } from '../schema/spec.ts';
import { child } from './child.ts';

interface ServiceParts {
  readonly name: string;
  readonly labels: Labels;
  readonly spec: ServiceSpec | undefined;
  readonly portName: string;
  readonly port: number;
  readonly morePorts?: readonly JsonObject[];
}

/** The Services of every shard. */
export function services(monitor: ResolvedMonitor): readonly Manifest[] {
  return Array.from({ length: monitor.shards }, (_, shard) => shardServices(monitor, shard)).flat();
}

function shardServices(monitor: ResolvedMonitor, shard: number): Manifest[] {
  const { name, spec } = monitor;
  const names = namesOf(monitor);
  const prometheus = {
    name: names.prometheusService(shard),
    labels: serviceLabels(name, 'prometheus'),
    spec: spec.prometheus.service,
    portName: 'http-prometheus',
    port: 9090,
    morePorts:
      spec.thanos === undefined
        ? []
        : [servicePort('thanos-grpc', 10901), servicePort('thanos-http', 10902)],
  };
  const reloader = {
    name: names.reloaderService(shard),
    labels: monitorLabels(name),
    spec: spec.reloader.service,
    portName: 'tcp-reloader',
    port: 9089,
  };
  const parts: ServiceParts[] = [prometheus, reloader];
  if (spec.grafana !== undefined) {
    parts.push({
      name: names.grafanaService(shard),
      labels: serviceLabels(name, 'grafana'),
      spec: spec.grafana.service,
      portName: 'http-grafana',
      port: 3000,
    });
  }
  return parts.map((part) => serviceOf(monitor, shard, part));
}

function serviceOf(monitor: ResolvedMonitor, shard: number, parts: ServiceParts): Manifest {
  const { spec } = monitor;
  const service = parts.spec ?? {};
  const portName = nonEmpty(service.portName) ?? parts.portName;
  return child(monitor, {
    apiVersion: 'v1',
    kind: 'Service',
    name: parts.name,
    labels: { ...parts.labels, ...service.labels, ...spec.labels },
    annotations: { ...service.annotations, ...spec.annotations },
    content: {
      spec: {
        ports: [
          servicePort(portName, exposedPort(service, parts.port), parts.port),
          ...(parts.morePorts ?? []),
        ],
        selector: selectorLabels(namesOf(monitor).instance(shard)),
        ...(service.type === undefined ? {} : { type: service.type }),
        ...text('clusterIP', service.clusterIP),
        ...loadBalancerFields(service),
        ...(spec.preferIPv6 === true ? { ipFamilyPolicy: 'PreferDualStack' } : {}),
      },
    },
  });
}

/** The port that others reach a component at. */
export function exposedPort(service: ServiceSpec | undefined, containerPort: number): number {
  return service?.port ?? containerPort;
}

/** Kubernetes refuses these fields on every other type. */
function loadBalancerFields(service: ServiceSpec): JsonObject {
  if (service.type !== 'LoadBalancer') return {};
  const ranges = service.loadBalancerSourceRanges;
  return {
    ...text('loadBalancerIP', service.loadBalancerIP),
    ...text('loadBalancerClass', service.loadBalancerClass),
    ...(ranges === undefined ? {} : { loadBalancerSourceRanges: ranges }),
  };
}

function servicePort(name: string, port: number, targetPort = port): JsonObject {
  return { name, protocol: 'TCP', port, targetPort };
}

function text(key: string, value: string | undefined): JsonObject {
  return nonEmpty(value) === undefined ? {} : { [key]: value };
}
