import type { JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Cluster, Discovery, ObjectReference } from '../../../src/model/ports/cluster.ts';

/** An implementation of the port to hold against the contract. */
export interface ClusterUnderTest {
  readonly cluster: Cluster;
  readonly discovery: Discovery;
  /** An existing namespace of its own. */
  readonly namespace: string;
  /** A resource version that the server no longer knows. */
  readonly forgottenVersion: string;
  close(): Promise<void>;
}

/** Gives an implementation; called once for each part of the contract. */
export type OpenCluster = () => Promise<ClusterUnderTest>;

export const manager = { fieldManager: 'tidewatch' } as const;

export function configMap(
  namespace: string,
  name: string,
  data: Readonly<Record<string, string>>,
  labels?: Readonly<Record<string, string>>,
): Manifest {
  const metadata = { name, namespace, ...(labels === undefined ? {} : { labels }) };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata, data };
}

export function referenceTo(manifest: Manifest): ObjectReference {
  const { apiVersion, kind, metadata } = manifest;
  return { apiVersion, kind, namespace: metadata.namespace ?? '', name: metadata.name };
}

/** What was thrown, with the parts that callers may rely on. */
export async function refusal(promise: Promise<unknown>): Promise<JsonObject> {
  try {
    await promise;
  } catch (thrown) {
    if (!(thrown instanceof Error)) throw thrown;
    const status = 'status' in thrown && typeof thrown.status === 'number' ? thrown.status : 0;
    return { name: thrown.name, status, message: thrown.message };
  }
  throw new Error('nothing was thrown');
}
