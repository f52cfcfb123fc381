import type { Manifest } from '../../../src/model/manifest.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import type { TestNode } from '../node/test-node.ts';
import { createAuthority, type SignedCertificate } from './certificates.ts';
import { COMPONENTS, type Component, type ComponentName } from './components.ts';
import { exposition, type Family } from './exposition.ts';
import { startMetricsServer } from './metrics-server.ts';
import { clusterManifest, type DoubleSpec, peerService, podManifest } from './pods.ts';

/** A page of metrics of a pod that runs. */
export interface RunningPage {
  readonly pod: string;
  readonly component: ComponentName;
  readonly address: string;
  readonly port: number;
  /** Makes every series of a gauge have this value from now on. */
  show(gauge: string, value: number): void;
  /** Ends its server, as when the process has crashed. */
  stop(): Promise<void>;
}

export interface TidbDouble {
  readonly spec: DoubleSpec;
  readonly pages: readonly RunningPage[];
  stop(): Promise<void>;
}

/** How long a component says it has been up when it starts. */
const UPTIME = 3600;

/**
 * Stands in for a TidbCluster or DMCluster: creates its object, its client
 * certificate, its Services and its pods in a real API server, and serves the
 * metrics of each pod at an address of its own. Pods and metrics look as
 * tidb-operator and the components make them.
 */
export async function startTidbDouble(
  spec: DoubleSpec,
  cluster: Cluster,
  node: TestNode,
): Promise<TidbDouble> {
  const certificates = spec.tls ? await certificatesOf(spec) : undefined;
  const names = Object.keys(spec.components) as ComponentName[];
  const pods = names.flatMap((component) =>
    Array.from({ length: spec.components[component] ?? 0 }, (_, ordinal) => ({
      component,
      manifest: podManifest(spec, component, ordinal),
    })),
  );
  await create(cluster, [
    clusterManifest(spec),
    ...(certificates === undefined ? [] : [certificates.secret]),
    ...names.map((component) => peerService(spec, component)),
    ...pods.map(({ manifest }) => manifest),
  ]);
  const pages: RunningPage[] = [];
  for (const { component, manifest } of pods) {
    const address = await node.runs(manifest);
    const { pages: served, anyClient = false }: Component = COMPONENTS[component];
    for (const { port, families } of served) {
      const all = families(spec.name, manifest.metadata.name);
      const started = Date.now();
      const upFor = () => UPTIME + (Date.now() - started) / 1000;
      const identity = `${spec.namespace}/${manifest.metadata.name}`;
      const shown = new Map<string, number>();
      const server = await startMetricsServer({
        address,
        port,
        ...(certificates === undefined ? {} : { certificate: certificates.server }),
        anyClient,
        page: () =>
          exposition(
            all.map((family) => asShown(family, shown)),
            identity,
            upFor(),
          ),
      });
      pages.push({
        pod: manifest.metadata.name,
        component,
        address,
        port,
        show: (gauge, value) => {
          if (!all.some(({ name, type }) => name === gauge && type === 'gauge'))
            throw new Error(`${component} has no gauge ${gauge}`);
          shown.set(gauge, value);
        },
        stop: server.stop,
      });
    }
  }
  return {
    spec,
    pages,
    stop: async () => {
      await Promise.all(pages.map((page) => page.stop()));
    },
  };
}

function asShown(family: Family, shown: ReadonlyMap<string, number>): Family {
  const level = shown.get(family.name);
  return level === undefined ? family : { ...family, level, constant: true };
}

async function certificatesOf(
  spec: DoubleSpec,
): Promise<{ readonly server: SignedCertificate; readonly secret: Manifest }> {
  const { namespace, name, components } = spec;
  const authority = await createAuthority(`${namespace}/${name}`);
  // TiProxy shows TiDB's certificate, which does not name it.
  const peers = Object.keys(components).filter((component) => component !== 'tiproxy');
  const names = peers.map((component) => `*.${name}-${component}-peer.${namespace}`);
  const [server, client] = await Promise.all([
    authority.sign(name, names),
    authority.sign(`${name}-client`),
  ]);
  const suffix = 'dm-master' in components ? 'dm-client-secret' : 'cluster-client-secret';
  const secret: Manifest = {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: { namespace, name: `${name}-${suffix}` },
    type: 'kubernetes.io/tls',
    stringData: {
      'ca.crt': client.authority,
      'tls.crt': client.certificate,
      'tls.key': client.key,
    },
  };
  return { server, secret };
}

async function create(cluster: Cluster, manifests: readonly Manifest[]): Promise<void> {
  for (const manifest of manifests)
    await cluster.apply(manifest, { fieldManager: 'tidb-operator' });
}
