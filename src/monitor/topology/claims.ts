import { isJsonObject } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import type { ObjectId } from '../../model/object-id.ts';
import { namesOf } from '../names.ts';
import { exposedPort } from '../objects/services.ts';
import { clientSecretId, textIn, tidbClusterId } from '../references.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';

/** What one monitor wants the PD of one cluster to show. */
export interface TopologyClaim {
  /** The TidbCluster that is monitored. */
  readonly cluster: ObjectId;
  /** `https://basic-pd.tidb.svc:2379` */
  readonly url: string;
  /** The Secret with the certificate to show; unset without TLS. */
  readonly secret?: ObjectId;
  /** The values by key. */
  readonly entries: Readonly<Record<string, string>>;
}

/** The addresses that TiDB Dashboard shows, in the PD of every cluster that has or names one. */
export function topologyClaims(monitor: ResolvedMonitor): readonly TopologyClaim[] {
  const claims = monitor.clusters.flatMap((cluster): TopologyClaim[] => {
    const pd = pdAddress(cluster);
    if (pd === undefined) return [];
    const { id, tls } = cluster;
    const secret = tls === 'off' ? {} : { secret: clientSecretId(id) };
    const scheme = tls === 'off' ? 'http' : 'https';
    return [{ cluster: id, url: `${scheme}://${pd}:2379`, ...secret, entries: entriesOf(monitor) }];
  });
  // Two clusters may share one PD: it is told once.
  return [...new Map(claims.map((claim) => [claim.url, claim])).values()];
}

/** The Service of a cluster's own PD, or of the PD that it takes part in. */
function pdAddress({ id, manifest, clusterDomain }: MonitoredCluster): string | undefined {
  if (manifest === undefined) return undefined;
  if (isSet(manifest, ['spec', 'pd'])) {
    return serviceOf(id, clusterDomain ?? textIn(valueAt(manifest, ['spec', 'clusterDomain'])));
  }
  const other = valueAt(manifest, ['spec', 'cluster']);
  const name = isJsonObject(other) ? textIn(other.name) : undefined;
  if (name === undefined || !isJsonObject(other)) return undefined;
  const of = tidbClusterId(textIn(other.namespace) ?? id.namespace, name);
  return serviceOf(of, textIn(other.clusterDomain));
}

function serviceOf({ namespace, name }: ObjectId, domain: string | undefined): string {
  return `${name}-pd.${namespace}.svc${domain === undefined ? '' : `.${domain}`}`;
}

function isSet(manifest: Manifest, path: readonly string[]): boolean {
  const value = valueAt(manifest, path);
  return value !== undefined && value !== null;
}

function entriesOf(monitor: ResolvedMonitor): Readonly<Record<string, string>> {
  const { spec, namespace } = monitor;
  const names = namesOf(monitor);
  const address = (service: string, port: number) =>
    JSON.stringify({ ip: `${service}.${namespace}.svc`, port });
  const prometheus = exposedPort(spec.prometheus.service, 9090);
  return {
    '/topology/prometheus': address(names.prometheusService(0), prometheus),
    ...(spec.grafana === undefined
      ? {}
      : {
          '/topology/grafana': address(
            names.grafanaService(0),
            exposedPort(spec.grafana.service, 3000),
          ),
        }),
  };
}
