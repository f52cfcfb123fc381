import type { KubernetesConnection } from '../../kubernetes/connection-options.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { compareText, formatObjectId, objectIdOf } from '../../model/object-id.ts';

const namespace = 'tidb-monitoring';
const workload = 'fleet-monitor';

/** Every kind that the monitor, or Kubernetes on its behalf, has in its namespace. */
const kinds = [
  ['v1', 'ConfigMap'],
  ['v1', 'Secret'],
  ['v1', 'Service'],
  ['v1', 'ServiceAccount'],
  ['v1', 'PersistentVolumeClaim'],
  ['v1', 'Pod'],
  ['apps/v1', 'StatefulSet'],
  ['policy/v1', 'PodDisruptionBudget'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['pingcap.com/v1alpha1', 'TidbMonitor'],
] as const;

/** What each object is at, by `Kind/namespace/name`: equal where nothing changed that is asked for. */
export type Versions = ReadonlyMap<string, string>;

/** The volume that Prometheus and Grafana keep their data in. */
export interface VolumeClaim {
  readonly name: string;
  readonly uid: string;
  readonly phase: string;
  /** The PersistentVolume; empty where it has none. */
  readonly volume: string;
  /** What the volume holds: a quantity. */
  readonly size: string;
}

type Connection = Pick<KubernetesConnection, 'cluster' | 'discovery'>;

/** Looks at the objects themselves, as anybody with kubectl may. */
export interface ClusterView {
  versions(): Promise<Versions>;
  /** Ready pods of the monitor; `undefined` where it has no StatefulSet. */
  readyPods(): Promise<number | undefined>;
  claims(): Promise<readonly VolumeClaim[]>;
  /** Prometheus's configuration file; empty where there is none. */
  scrapeConfiguration(): Promise<string>;
}

export function createClusterView({ cluster, discovery }: Connection): ClusterView {
  const list = async (apiVersion: string, kind: string) =>
    (await cluster.list({ apiVersion, kind, namespace })).items;
  return {
    async versions() {
      // The agent may have made the server know TidbMonitors since the last look.
      discovery.refresh();
      const lists = await Promise.all(kinds.map(([apiVersion, kind]) => list(apiVersion, kind)));
      return new Map(
        lists.flat().map((object) => [formatObjectId(objectIdOf(object)), versionOf(object)]),
      );
    },
    async readyPods() {
      const reference = { apiVersion: 'apps/v1', kind: 'StatefulSet', namespace, name: workload };
      const statefulSet = await cluster.get(reference);
      return statefulSet && Number(valueAt(statefulSet, ['status', 'readyReplicas']) ?? 0);
    },
    async claims() {
      return (await list('v1', 'PersistentVolumeClaim')).map((claim) => ({
        name: claim.metadata.name,
        uid: claim.metadata.uid ?? '',
        phase: String(valueAt(claim, ['status', 'phase'])),
        volume: String(valueAt(claim, ['spec', 'volumeName']) ?? ''),
        size: String(valueAt(claim, ['status', 'capacity', 'storage']) ?? ''),
      }));
    },
    async scrapeConfiguration() {
      const reference = { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: workload };
      return String(valueAt(await cluster.get(reference), ['data', 'prometheus.yml']) ?? '');
    },
  };
}

/** The generation counts changes of what is asked for, and leaves out what is reported. */
function versionOf({ metadata }: Manifest): string {
  return `${metadata.uid}@${metadata.generation ?? metadata.resourceVersion}`;
}

/** The names of what was added, changed or removed between two looks, in order. */
export function changedBetween(before: Versions, after: Versions): readonly string[] {
  const names = new Set([...before.keys(), ...after.keys()]);
  return [...names].filter((name) => before.get(name) !== after.get(name)).sort(compareText);
}

/** The names of the jobs in a configuration of Prometheus. */
export function jobsOf(configuration: string): readonly string[] {
  return [...configuration.matchAll(/^ *- job_name: (.+)$/gm)].map(([, name = '']) => name);
}
