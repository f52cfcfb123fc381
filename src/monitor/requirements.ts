import type { JsonValue } from '../model/json.ts';
import { type Manifest, type Rendered, valueAt } from '../model/manifest.ts';
import { compareObjectIds, type ObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { ObjectReference } from '../model/ports/cluster.ts';
import {
  clientSecretId,
  configMapId,
  dmClusterId,
  isTidbMonitor,
  isTlsEnabled,
  objectsIn,
  PINGCAP_API_VERSION,
  PINGCAP_GROUP,
  secretId,
  textIn,
  tidbClusterId,
} from './references.ts';

/**
 * The TidbClusters, DMClusters, Secrets and ConfigMaps that the expansion of
 * these objects needs and that are not among them; each once, ordered by id.
 * Read them from the cluster and pass what is there as `ClusterFacts`.
 *
 * Never throws: what is wrong with a TidbMonitor is for `expand` to say.
 */
export function requirements(rendered: readonly Rendered[]): readonly ObjectReference[] {
  const given = new Map(
    rendered.map(({ manifest }) => [objectKey(objectIdOf(manifest)), manifest] as const),
  );
  const monitors = rendered.map(({ manifest }) => manifest).filter(isTidbMonitor);
  return foreignReferences(monitors, given);
}

/** The same for some TidbMonitors; `known` are clusters of which is known whether they talk TLS. */
export function foreignReferences(
  monitors: readonly Manifest[],
  given: ReadonlyMap<string, Manifest>,
  known = given,
): readonly ObjectReference[] {
  const needed = new Map<string, ObjectId>();
  for (const id of monitors.flatMap((monitor) => referencesOf(monitor, known))) {
    const key = objectKey(id);
    if (!given.has(key)) needed.set(key, id);
  }
  return [...needed.values()].sort(compareObjectIds).map(referenceTo);
}

function referencesOf(monitor: Manifest, known: ReadonlyMap<string, Manifest>): ObjectId[] {
  const namespace = monitor.metadata.namespace ?? '';
  const clusters = [
    ...clustersAt(monitor, ['spec', 'clusters'], namespace, tidbClusterId),
    ...clustersAt(monitor, ['spec', 'dm', 'clusters'], namespace, dmClusterId),
  ];
  const found: ObjectId[] = [];
  for (const cluster of clusters) {
    found.push(cluster);
    const manifest = known.get(objectKey(cluster));
    if (manifest === undefined || isTlsEnabled(manifest)) found.push(clientSecretId(cluster));
  }
  found.push(...remoteWriteSecrets(monitor, namespace), ...configMaps(monitor, namespace));
  return found;
}

function clustersAt(
  monitor: Manifest,
  path: readonly string[],
  namespace: string,
  idOf: (namespace: string, name: string) => ObjectId,
): ObjectId[] {
  return objectsIn(valueAt(monitor, path)).flatMap((entry) => {
    const name = textIn(entry.name);
    return name === undefined ? [] : [idOf(textIn(entry.namespace) ?? namespace, name)];
  });
}

/** Credentials and certificates of remote endpoints, which go into the assets Secret. */
function remoteWriteSecrets(monitor: Manifest, namespace: string): ObjectId[] {
  return objectsIn(valueAt(monitor, ['spec', 'prometheus', 'remoteWrite'])).flatMap((endpoint) => {
    const secrets: (JsonValue | undefined)[] = [
      valueAt(endpoint, ['basicAuth', 'username', 'name']),
      valueAt(endpoint, ['basicAuth', 'password', 'name']),
      valueAt(endpoint, ['tlsConfig', 'ca', 'secret', 'name']),
      valueAt(endpoint, ['tlsConfig', 'cert', 'secret', 'name']),
      valueAt(endpoint, ['tlsConfig', 'keySecret', 'name']),
    ];
    const configMapNames: (JsonValue | undefined)[] = [
      valueAt(endpoint, ['tlsConfig', 'ca', 'configMap', 'name']),
      valueAt(endpoint, ['tlsConfig', 'cert', 'configMap', 'name']),
    ];
    return [
      ...named(secrets, (name) => secretId(namespace, name)),
      ...named(configMapNames, (name) => configMapId(namespace, name)),
    ];
  });
}

function configMaps(monitor: Manifest, namespace: string): ObjectId[] {
  const config = valueAt(monitor, ['spec', 'prometheus', 'config']);
  const idAt = (field: string): ObjectId[] => {
    const from = textIn(valueAt(config, [field, 'namespace'])) ?? namespace;
    return named([valueAt(config, [field, 'name'])], (name) => configMapId(from, name));
  };
  // Rules beside the pods are mounted as they are; only those elsewhere are copied.
  const rules = idAt('ruleConfigRef').filter((id) => id.namespace !== namespace);
  return [...idAt('configMapRef'), ...rules];
}

function named(
  names: readonly (JsonValue | undefined)[],
  idOf: (name: string) => ObjectId,
): ObjectId[] {
  return names.flatMap((value) => {
    const name = textIn(value);
    return name === undefined ? [] : [idOf(name)];
  });
}

function referenceTo(id: ObjectId): ObjectReference {
  const apiVersion = id.group === PINGCAP_GROUP ? PINGCAP_API_VERSION : 'v1';
  return { apiVersion, kind: id.kind, namespace: id.namespace, name: id.name };
}
