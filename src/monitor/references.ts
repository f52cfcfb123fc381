import { isJsonObject, type JsonValue } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { type ObjectId, splitApiVersion } from '../model/object-id.ts';

export const PINGCAP_GROUP = 'pingcap.com';
export const PINGCAP_API_VERSION = 'pingcap.com/v1alpha1';

export function isTidbMonitor(manifest: Manifest): boolean {
  return (
    manifest.kind === 'TidbMonitor' && splitApiVersion(manifest.apiVersion).group === PINGCAP_GROUP
  );
}

export function tidbClusterId(namespace: string, name: string): ObjectId {
  return { group: PINGCAP_GROUP, kind: 'TidbCluster', namespace, name };
}

export function dmClusterId(namespace: string, name: string): ObjectId {
  return { group: PINGCAP_GROUP, kind: 'DMCluster', namespace, name };
}

/** The Secret with the certificate that clients of a cluster's components show. */
export function clientSecretId(cluster: ObjectId): ObjectId {
  const suffix = cluster.kind === 'DMCluster' ? 'dm-client-secret' : 'cluster-client-secret';
  return secretId(cluster.namespace, `${cluster.name}-${suffix}`);
}

export function secretId(namespace: string, name: string): ObjectId {
  return { group: '', kind: 'Secret', namespace, name };
}

export function configMapId(namespace: string, name: string): ObjectId {
  return { group: '', kind: 'ConfigMap', namespace, name };
}

/** Whether a TidbCluster's or DMCluster's components talk TLS. */
export function isTlsEnabled(cluster: Manifest): boolean {
  return valueAt(cluster, ['spec', 'tlsCluster', 'enabled']) === true;
}

/** A list's entries that are objects; none where the value is not a list. */
export function objectsIn(value: JsonValue | undefined) {
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

/** A text, or `undefined` where the value is another type or empty. */
export function textIn(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
