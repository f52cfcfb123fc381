import type { JsonObject } from '../../model/json.ts';

/** On a StatefulSet whose pods are still as tidb-operator made them. */
export const KEPT_LABEL = { 'tidewatch.dev/pod-template': 'tidb-operator' } as const;

/** On the ConfigMap of such pods: the digest of the pods that would stand in for them. */
export const KEPT_FOR_ANNOTATION = 'tidewatch.dev/kept-for';

/** On a TidbMonitor: `renew` asks for pods of our own at once. */
export const POD_TEMPLATE_ANNOTATION = 'tidewatch.dev/pod-template';

/** Pods of tidb-operator that stay as they are, with what they need to. */
export interface KeptPods {
  /** The live template of each shard's pods, as it is. */
  readonly templates: readonly JsonObject[];
  /** A `prometheus.yml` that their commands turn into the right one; all shards share it. */
  readonly configText: string;
  /** The files with rules that this configuration loads, by their names. */
  readonly rules: Readonly<Record<string, string>>;
  /** Changes as soon as the TidbMonitor asks for other pods. */
  readonly keptFor: string;
  /** Whether they are being taken over, rather than having been before. */
  readonly isNew: boolean;
}
