import type { Manifest } from '../model/manifest.ts';
import { type ObjectId, objectKey } from '../model/object-id.ts';

/**
 * Kinds that not every cluster has, and whose presence changes what a TidbMonitor
 * expands into: where OpenShift is, pods need leave to run as root; where the
 * Prometheus operator is, it can be told what to scrape.
 */
export const OPTIONAL_KINDS = [
  'security.openshift.io/SecurityContextConstraints',
  'monitoring.coreos.com/PodMonitor',
  'monitoring.coreos.com/ServiceMonitor',
] as const;

export type OptionalKind = (typeof OPTIONAL_KINDS)[number];

/** What a cluster told about objects that the rendered set does not hold. */
export interface ClusterFacts {
  /** Live objects by `objectKey`. Secrets come with their data. */
  readonly objects: ReadonlyMap<string, Manifest>;
  /**
   * Whether everything that `requirements` names was looked up. What is then
   * not in `objects` does not exist; otherwise it is unknown.
   */
  readonly complete: boolean;
  /** Which of the `OPTIONAL_KINDS` the cluster serves. Empty where unknown. */
  readonly kinds: ReadonlySet<OptionalKind>;
  /**
   * What tidb-operator runs of the TidbMonitors, and what was kept of it, by
   * `objectKey`: StatefulSets, and the ConfigMap with the configuration of
   * Prometheus. Empty where there is nothing of it, or nothing is known.
   */
  readonly operated: ReadonlyMap<string, Manifest>;
}

/** Rendering without a cluster at hand: nothing is known. */
export const NO_CLUSTER: ClusterFacts = {
  objects: new Map(),
  complete: false,
  kinds: new Set(),
  operated: new Map(),
};

/** What is known of an object: itself, that there is none (`absent`), or nothing (`unknown`). */
export type Fact = Manifest | 'absent' | 'unknown';

/** Looks an object up in the rendered set first, then in what the cluster told. */
export type Lookup = (id: ObjectId) => Fact;

export function lookupIn(rendered: ReadonlyMap<string, Manifest>, facts: ClusterFacts): Lookup {
  return (id) => {
    const key = objectKey(id);
    return rendered.get(key) ?? facts.objects.get(key) ?? (facts.complete ? 'absent' : 'unknown');
  };
}
