import type { FieldPath } from '../../model/manifest.ts';
import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import type { ClusterReference } from '../schema/spec.ts';

/** What a Kubernetes name may look like: labels of at most 63 characters, joined by dots. */
const NAME = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)*$/;

/** At least one cluster, each once, under names that can exist. */
export function checkClusters({ namespace, spec }: TidbMonitor, report: Report): void {
  const clusters = spec.clusters ?? [];
  const dmClusters = spec.dm?.clusters ?? [];
  if (clusters.length === 0 && dmClusters.length === 0) {
    const advice = 'name at least one TidbCluster there, or a DMCluster in spec.dm.clusters';
    report('INVALID_VALUE', ['spec', 'clusters'], 'names no cluster', advice);
  }
  checkReferences(clusters, namespace, ['spec', 'clusters'], report);
  checkReferences(dmClusters, namespace, ['spec', 'dm', 'clusters'], report);
}

function checkReferences(
  references: readonly ClusterReference[],
  ownNamespace: string,
  path: FieldPath,
  report: Report,
): void {
  const seen = new Map<string, number>();
  for (const [index, { name, namespace }] of references.entries()) {
    const place = [...path, index];
    checkName(name, [...place, 'name'], report);
    if (namespace !== undefined && namespace !== '') {
      checkName(namespace, [...place, 'namespace'], report);
    }
    const key = `${namespace === undefined || namespace === '' ? ownNamespace : namespace}/${name}`;
    const first = seen.get(key);
    if (first === undefined) seen.set(key, index);
    else {
      report('INVALID_VALUE', place, `names ${key} again, as entry ${first} does`, 'remove one');
    }
  }
}

function checkName(name: string, path: FieldPath, report: Report): void {
  if (NAME.test(name)) return;
  const advice = 'use lower-case letters, digits, dashes and dots, as in metadata.name';
  report('INVALID_VALUE', path, `cannot be ${JSON.stringify(name)}`, advice);
}
