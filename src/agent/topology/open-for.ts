import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { formatObjectId } from '../../model/object-id.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import {
  type OpenTopologyStore,
  TopologyError,
  type TopologyStore,
} from '../../model/ports/topology-store.ts';
import type { PdPlan } from './plan-pds.ts';

/**
 * The store of a PD. The certificate is read each time, so that one that was
 * rotated is shown. Throws `TopologyError` where there is none, `ClusterError`
 * where it cannot be read.
 */
export async function openFor(
  { url, secret }: PdPlan,
  { cluster, openStore }: { readonly cluster: Cluster; readonly openStore: OpenTopologyStore },
): Promise<TopologyStore> {
  if (secret === undefined) return openStore({ url });
  const { kind, namespace, name } = secret;
  const live = await cluster.get({ apiVersion: 'v1', kind, namespace, name });
  const data = isJsonObject(live?.data) ? live.data : {};
  const authority = decoded(data, 'ca.crt');
  const certificate = decoded(data, 'tls.crt');
  const key = decoded(data, 'tls.key');
  if (authority === undefined || certificate === undefined || key === undefined) {
    throw new TopologyError(`${formatObjectId(secret)} has no client certificate: create it`);
  }
  return openStore({ url, credentials: { authority, certificate, key } });
}

function decoded(data: JsonObject, key: string): string | undefined {
  const value = data[key];
  return typeof value === 'string' ? Buffer.from(value, 'base64').toString('utf8') : undefined;
}
