import type { FieldPath, Manifest } from '../../model/manifest.ts';
import { formatObjectId, type ObjectId } from '../../model/object-id.ts';
import type { Lookup } from '../facts.ts';
import type { Report } from '../finding.ts';
import { clientSecretId, isTlsEnabled } from '../references.ts';
import type { ClusterReference } from '../schema/spec.ts';
import type { AssetStore } from './assets.ts';
import { nonEmpty } from './images.ts';

/** A TidbCluster or DMCluster to scrape. */
export interface MonitoredCluster {
  readonly id: ObjectId;
  /** The cluster's object, where it is known. */
  readonly manifest: Manifest | undefined;
  /** `unavailable`: it talks TLS, but there is no certificate to show. */
  readonly tls: 'off' | 'on' | 'unavailable';
  /** What stands between namespace and name where jobs and labels name the cluster. */
  readonly separator: '-' | '/';
  /** The domain of the Kubernetes cluster it runs in, where that is another one. */
  readonly clusterDomain: string | undefined;
}

/** What resolving a reference needs to know and to tell. */
export interface Surroundings {
  readonly lookup: Lookup;
  readonly warn: Report;
  /** Called for everything that the cluster is known not to have. */
  readonly missing: (id: ObjectId) => void;
}

/** The keys of a client certificate; Prometheus does not start where one is missing. */
const CLIENT_CERTIFICATE = ['ca.crt', 'tls.crt', 'tls.key'];

/** Resolves a reference; its client certificate goes to the assets. */
export function resolveCluster(
  reference: ClusterReference,
  id: ObjectId,
  path: FieldPath,
  assets: AssetStore,
  surroundings: Surroundings,
): MonitoredCluster {
  const { lookup, warn, missing } = surroundings;
  const fact = lookup(id);
  const where = { separator: '-' as const, clusterDomain: nonEmpty(reference.clusterDomain) };
  if (typeof fact === 'string') {
    if (fact === 'absent') missing(id);
    reportAbsence(fact, id, path, warn);
    return { id, manifest: undefined, tls: 'off', ...where };
  }
  if (!isTlsEnabled(fact)) return { id, manifest: fact, tls: 'off', ...where };
  const available = assets.addSecret(clientSecretId(id), CLIENT_CERTIFICATE, path);
  return { id, manifest: fact, tls: available ? 'on' : 'unavailable', ...where };
}

/**
 * Tells clusters apart whose namespaces and names make the same text, such as
 * a-b/c and a/b-c: Prometheus starts with no two jobs of one name, and their
 * samples would mix. They get a slash, which no name can hold.
 */
export function tellApart(
  clusters: readonly MonitoredCluster[],
  path: FieldPath,
  warn: Report,
): readonly MonitoredCluster[] {
  const textOf = ({ id }: MonitoredCluster) => `${id.namespace}-${id.name}`;
  return clusters.map((cluster, index) => {
    const other = clusters.find((one) => one !== cluster && textOf(one) === textOf(cluster));
    if (other === undefined) return cluster;
    const { namespace, name } = cluster.id;
    const what = `has the same label tidb_cluster, ${textOf(cluster)}, as ${formatObjectId(other.id)}: it is ${namespace}/${name} instead, in the names of jobs, too`;
    warn(
      'CLUSTER_AMBIGUOUS',
      [...path, index],
      what,
      'rename one of the two to have the usual label',
    );
    return { ...cluster, separator: '/' as const };
  });
}

function reportAbsence(
  fact: 'absent' | 'unknown',
  id: ObjectId,
  path: FieldPath,
  warn: Report,
): void {
  const name = formatObjectId(id);
  if (fact === 'absent') {
    const what = `names ${name}, which does not exist; it is scraped without TLS once it does`;
    warn('CLUSTER_NOT_FOUND', path, what, 'create it, or remove it from the list');
  } else {
    const what = `names ${name}, which is not among the rendered objects: TLS is assumed to be off`;
    warn('CLUSTER_UNKNOWN', path, what, 'render it, too, or run against a cluster that has it');
  }
}
