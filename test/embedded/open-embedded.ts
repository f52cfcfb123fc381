import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { EmbeddedCluster, EmbeddedClusterOptions } from '../../src/embedded/options.ts';
import { startEmbeddedCluster } from '../../src/embedded/start-embedded-cluster.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import { type ManualClock, manualClock } from '../support/manual-clock.ts';

/** 2030-01-01, so that times in objects read like times. */
const START = Date.UTC(2030, 0, 1);

export interface OpenEmbedded extends AsyncDisposable {
  readonly embedded: EmbeddedCluster;
  readonly cluster: Cluster;
  readonly clock: ManualClock;
  /** The path of a file. */
  readonly kubeconfig: string;
  /** Applies objects, and lets the controllers finish. */
  apply(...manifests: readonly Manifest[]): Promise<void>;
  /** An object of a kind in the namespace `default`, or of the cluster. */
  find(apiVersion: string, kind: string, name: string): Promise<Manifest | undefined>;
  /** The names of all objects of a kind, in order. */
  names(apiVersion: string, kind: string): Promise<readonly string[]>;
  remove(manifest: Manifest, propagation?: 'Background' | 'Foreground' | 'Orphan'): Promise<void>;
  /** Patches an object, and lets the controllers finish. */
  patch(manifest: Manifest, document: JsonObject): Promise<void>;
  /** Moves the clock, and lets the controllers finish. */
  advance(milliseconds: number): Promise<void>;
}

const CLUSTER_SCOPED = [
  'Namespace',
  'PersistentVolume',
  'StorageClass',
  'CustomResourceDefinition',
];

/** An embedded cluster with a clock that stands still, and a client of it. */
export async function openEmbedded(
  options: Partial<EmbeddedClusterOptions> = {},
): Promise<OpenEmbedded> {
  const clock = manualClock(START);
  const embedded = await startEmbeddedCluster({ clock, ...options });
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-embedded-'));
  const kubeconfig = join(folder, 'kubeconfig');
  await writeFile(kubeconfig, embedded.kubeconfig);
  const { cluster, discovery, close } = connect({ clock, kubeconfig });
  const reference = (apiVersion: string, kind: string, name: string) => ({
    apiVersion,
    kind,
    name,
    namespace: CLUSTER_SCOPED.includes(kind) ? '' : 'default',
  });
  const referenceTo = ({ apiVersion, kind, metadata }: Manifest) =>
    reference(apiVersion, kind, metadata.name);
  return {
    embedded,
    cluster,
    clock,
    kubeconfig,
    apply: async (...manifests) => {
      for (const manifest of manifests) await cluster.apply(manifest, { fieldManager: 'test' });
      await embedded.settled();
      discovery.refresh();
    },
    find: (apiVersion, kind, name) => cluster.get(reference(apiVersion, kind, name)),
    names: async (apiVersion, kind) => {
      const { items } = await cluster.list({ apiVersion, kind });
      return items.map(({ metadata }) => metadata.name);
    },
    remove: async (manifest, propagation) => {
      await cluster.delete(referenceTo(manifest), propagation === undefined ? {} : { propagation });
      await embedded.settled();
    },
    patch: async (manifest, document) => {
      const patch = { type: 'merge', document } as const;
      await cluster.patch(referenceTo(manifest), patch, { fieldManager: 'test' });
      await embedded.settled();
    },
    advance: async (milliseconds) => {
      clock.advance(milliseconds);
      await embedded.settled();
    },
    [Symbol.asyncDispose]: async () => {
      await close();
      await embedded.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** An object in the namespace `default`, or of the cluster. */
export function anObject(
  apiVersion: string,
  kind: string,
  name: string,
  fields: JsonObject = {},
  metadata: JsonObject = {},
): Manifest {
  const place = CLUSTER_SCOPED.includes(kind) ? {} : { namespace: 'default' };
  return { apiVersion, kind, metadata: { name, ...place, ...metadata }, ...fields };
}
