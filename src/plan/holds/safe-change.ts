import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { type ObjectId, objectKey } from '../../model/object-id.ts';
import type { PlannedObject } from '../plan.ts';

/** Kinds whose objects only lie there: what reads them decides when. */
const inertKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  'pingcap.com/TidbMonitor',
  'monitoring.coreos.com/ServiceMonitor',
  'monitoring.coreos.com/PodMonitor',
  'monitoring.coreos.com/PrometheusRule',
]);

/** Whether a change neither restarts, removes nor redirects anything by itself. */
export function isSafe({ id, action, diff }: PlannedObject): boolean {
  if (action !== 'update') return true;
  if (inertKinds.has(`${id.group}/${id.kind}`)) return true;
  return diff.every(({ path }) => path[0] === 'metadata');
}

/** Keys of the ConfigMaps and Secrets that a workload names: they go with it. */
export function readBy({ id, manifest }: PlannedObject): ReadonlySet<string> {
  const keys = new Set<string>();
  const add = (kind: string, name: JsonValue | undefined) => {
    if (typeof name !== 'string') return;
    const read: ObjectId = { group: '', kind, namespace: id.namespace, name };
    keys.add(objectKey(read));
  };
  const walk = (value: JsonValue | undefined): void => {
    if (Array.isArray(value)) for (const item of value) walk(item);
    if (!isJsonObject(value)) return;
    for (const [field, child] of Object.entries(value)) {
      const named = isJsonObject(child) ? child : {};
      if (/^configMap(Ref|KeyRef)?$/.test(field)) add('ConfigMap', named.name);
      if (/^secret(Ref|KeyRef)?$/.test(field)) add('Secret', named.secretName ?? named.name);
      walk(child);
    }
  };
  walk(manifest.spec);
  return keys;
}
