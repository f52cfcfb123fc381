import type { Manifest } from '../../../src/model/manifest.ts';
import { NODE_NAME } from '../node/test-node.ts';
import { COMPONENTS, type Component, type ComponentName } from './components.ts';

/** A cluster whose pods there are to be: how many of each component. */
export interface DoubleSpec {
  readonly namespace: string;
  readonly name: string;
  readonly tls: boolean;
  readonly components: Readonly<Partial<Record<ComponentName, number>>>;
}

/** The TidbCluster or DMCluster itself. */
export function clusterManifest({ namespace, name, tls, components }: DoubleSpec): Manifest {
  const isDm = 'dm-master' in components;
  const isOfPd = (component: string) => ['tso', 'scheduling'].includes(component);
  const names = Object.keys(components);
  const parts = names
    .filter((component) => !isOfPd(component))
    .map((component) => [
      { 'dm-master': 'master', 'dm-worker': 'worker' }[component] ?? component,
      {},
    ]);
  const pdms = names.filter(isOfPd).map((component) => ({ name: component }));
  return {
    apiVersion: 'pingcap.com/v1alpha1',
    kind: isDm ? 'DMCluster' : 'TidbCluster',
    metadata: { name, namespace },
    spec: {
      ...Object.fromEntries(parts),
      ...(pdms.length > 0 && { pdms }),
      tlsCluster: { enabled: tls },
    },
  };
}

/** The headless Service that gives a component's pods their names. */
export function peerService({ namespace, name }: DoubleSpec, component: ComponentName): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: peerName(name, component), namespace },
    spec: {
      clusterIP: 'None',
      selector: labelsOf(name, component),
      publishNotReadyAddresses: true,
      ports: Object.entries(COMPONENTS[component].ports).map(([port, number]) => ({
        name: port,
        port: number,
      })),
    },
  };
}

export function podManifest(
  { namespace, name }: DoubleSpec,
  component: ComponentName,
  ordinal: number,
): Manifest {
  const { pages, sidecars, ports }: Component = COMPONENTS[component];
  const podName = `${name}-${component}-${ordinal}`;
  const portAnnotations = pages.map(({ annotation, port }) => [annotation, String(port)]);
  const image = (container: string) => ({ name: container, image: `pingcap/${container}:v8.5.3` });
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      name: podName,
      namespace,
      labels: labelsOf(name, component),
      annotations: {
        'prometheus.io/scrape': 'true',
        'prometheus.io/path': '/metrics',
        ...Object.fromEntries(portAnnotations),
      },
    },
    spec: {
      hostname: podName,
      subdomain: peerName(name, component),
      nodeName: NODE_NAME,
      // Nobody tells the API server that the node is well.
      tolerations: [{ operator: 'Exists' }],
      containers: [
        ...sidecars.map(image),
        {
          ...image(component),
          ports: Object.entries(ports).map(([port, containerPort]) => ({
            name: port,
            containerPort,
          })),
        },
      ],
    },
  };
}

function peerName(name: string, component: ComponentName): string {
  return `${name}-${component}-peer`;
}

function labelsOf(name: string, component: ComponentName): Record<string, string> {
  return {
    'app.kubernetes.io/name': component.startsWith('dm-') ? 'dm-cluster' : 'tidb-cluster',
    'app.kubernetes.io/managed-by': 'tidb-operator',
    'app.kubernetes.io/instance': name,
    'app.kubernetes.io/component': component,
  };
}
