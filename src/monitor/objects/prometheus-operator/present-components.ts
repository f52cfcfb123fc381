import { isJsonObject } from '../../../model/json.ts';
import { valueAt } from '../../../model/manifest.ts';
import type { ScrapedComponent } from '../../prometheus/components.ts';
import type { MonitoredCluster } from '../../resolve/clusters.ts';

/** Components that come beside a cluster, whose object does not know of them, or always with it. */
const NOT_IN_SPEC = new Set(['drainer', 'tidb-lightning', 'dm-master', 'dm-worker']);

/** The services that PD is divided into, where it is: `spec.pdms` lists them. */
const OF_PD = new Set(['tso', 'scheduling']);

/** The components that a cluster has, or may have; one that is not known may have all of them. */
export function presentComponents(
  components: readonly ScrapedComponent[],
  { manifest }: MonitoredCluster,
): readonly ScrapedComponent[] {
  if (manifest === undefined) return components;
  const services = valueAt(manifest, ['spec', 'pdms']);
  const ofPd = Array.isArray(services) ? services.filter(isJsonObject) : [];
  return components.filter(({ component }) => {
    if (NOT_IN_SPEC.has(component)) return true;
    if (OF_PD.has(component)) return ofPd.some(({ name }) => name === component);
    return isJsonObject(valueAt(manifest, ['spec', component]));
  });
}
