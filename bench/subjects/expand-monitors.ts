// A process of its own, so that its CPU time and memory are those of the expansion alone.
import type { Manifest, Rendered } from '../../src/model/manifest.ts';
import { objectIdOf, objectKey } from '../../src/model/object-id.ts';
import { expand } from '../../src/monitor/expand.ts';

const MONITORS = 1000;
const CLUSTERS = 5;

const monitors: Rendered[] = [];
const clusters: Manifest[] = [];
for (let index = 0; index < MONITORS; index++) {
  const namespace = `team-${index}`;
  const names = Array.from({ length: CLUSTERS }, (_, cluster) => `cluster-${cluster}`);
  clusters.push(...names.map((name, cluster) => tidbCluster(name, namespace, cluster)));
  monitors.push(rendered(tidbMonitor(namespace, names)));
}
const facts = {
  objects: new Map(clusters.map((cluster) => [objectKey(objectIdOf(cluster)), cluster])),
  complete: true,
  kinds: new Set<never>(),
  operated: new Map<string, Manifest>(),
};

const first = cost(() => expand(monitors, facts).objects);
const peak = process.resourceUsage().maxRSS;
const again = cost(() => expand(monitors, facts).objects);
process.send?.({ first, again, peak });

/** Seconds of CPU. */
function cost(run: () => readonly Rendered[]) {
  const before = process.cpuUsage();
  const objects = run();
  const { user, system } = process.cpuUsage(before);
  const withDashboards = objects.filter(({ manifest }) => {
    return manifest.kind === 'ConfigMap' && 'tidewatch-overview.json' in Object(manifest.data);
  });
  if (withDashboards.length !== MONITORS) throw new Error('not every monitor has dashboards');
  return (user + system) / 1_000_000;
}

function tidbMonitor(namespace: string, names: readonly string[]): Manifest {
  return {
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbMonitor',
    metadata: { name: 'monitor', namespace },
    spec: {
      clusters: names.map((name) => ({ name })),
      prometheus: { version: 'v2.49.1' },
      grafana: { version: '7.5.17' },
      initializer: { version: 'v8.5.3' },
      reloader: {},
      prometheusReloader: {},
    },
  };
}

/** Clusters are made of different things, and so are the dashboards of different monitors. */
function tidbCluster(name: string, namespace: string, index: number): Manifest {
  const optional = ['tiflash', 'ticdc', 'tiproxy'].filter(
    (_, bit) => (index + namespace.length) & (1 << bit),
  );
  const components = ['pd', 'tidb', 'tikv', ...optional];
  return {
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbCluster',
    metadata: { name, namespace },
    spec: Object.fromEntries(components.map((component) => [component, {}])),
  };
}

function rendered(manifest: Manifest): Rendered {
  return { manifest, provenance: { object: undefined, field: () => undefined } };
}
