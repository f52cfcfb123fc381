import { isJsonObject, type JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { valueAt } from '../../model/manifest.ts';

const PREFIX = 'app.kubernetes.io';

/** Whether an object carries the labels that tidb-operator and its chart give to monitors. */
export function isMonitorObject({ metadata }: Manifest): boolean {
  const { labels = {} } = metadata;
  return labels[`${PREFIX}/name`] === 'tidb-cluster' && labels[`${PREFIX}/component`] === 'monitor';
}

/** The templates by which a StatefulSet makes a claim for each of its pods. */
export function claimTemplates(set: Manifest): readonly JsonObject[] {
  const templates = valueAt(set, ['spec', 'volumeClaimTemplates']);
  return Array.isArray(templates) ? templates.filter(isJsonObject) : [];
}

export function replicasOf(workload: Manifest): number {
  const replicas = valueAt(workload, ['spec', 'replicas']);
  return typeof replicas === 'number' ? replicas : 1;
}

/** What a claim, or the template of one, asks for: a quantity. */
export function requestOf(claim: JsonObject | undefined): string {
  const request = valueAt(claim, ['spec', 'resources', 'requests', 'storage']);
  return typeof request === 'string' ? request : '0';
}

export function nameOfTemplate(template: JsonObject): string {
  return String(valueAt(template, ['metadata', 'name']));
}

/** The claim of a StatefulSet's pod, as its controller names it. */
export function claimNameOf(template: JsonObject, set: Manifest, ordinal: number): string {
  return `${nameOfTemplate(template)}-${set.metadata.name}-${ordinal}`;
}

/** A claim as the StatefulSet controller would make it, but for a volume that is there already. */
export function claimFor(
  template: JsonObject,
  set: Manifest,
  ordinal: number,
  volume: Manifest,
): JsonObject {
  const labels = {
    ...objectAt(valueAt(template, ['metadata', 'labels'])),
    ...objectAt(valueAt(set, ['spec', 'selector', 'matchLabels'])),
  };
  const spec = objectAt(volume.spec);
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: {
      name: claimNameOf(template, set, ordinal),
      namespace: set.metadata.namespace ?? '',
      labels,
    },
    spec: {
      accessModes: spec.accessModes,
      // A claim that asks for more than the volume has is never bound to it; it grows later.
      resources: { requests: { storage: String(valueAt(spec.capacity, ['storage'])) } },
      storageClassName: spec.storageClassName ?? '',
      volumeMode: spec.volumeMode ?? 'Filesystem',
      volumeName: volume.metadata.name,
    },
  };
}

/** The same claim once more: for taking its deletion back. */
export function copyOfClaim(claim: Manifest): JsonObject {
  const { name, namespace, labels = {} } = claim.metadata;
  return {
    apiVersion: 'v1',
    kind: 'PersistentVolumeClaim',
    metadata: { name, namespace, labels },
    spec: objectAt(claim.spec),
  };
}

function objectAt(value: unknown): JsonObject {
  return isJsonObject(value) ? value : {};
}
