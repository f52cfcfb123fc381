import { isJsonObject, type JsonValue, jsonEquals } from '../../model/json.ts';
import { readDocuments } from '../../model/yaml/read-documents.ts';
import { toJson } from '../../model/yaml/to-json.ts';
import { namesOf } from '../names.ts';
import type { PodIdentity } from '../prometheus/external-labels.ts';
import { configTextFor } from '../prometheus/prometheus-config.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { afterReloader, afterShell } from './substitution.ts';

/** Leaves every variable as it is. */
const UNKNOWN: PodIdentity = {
  namespace: '$(NAMESPACE)',
  podName: '$(POD_NAME)',
  shard: '$(SHARD)',
};

/**
 * A `prometheus.yml` that the pods of tidb-operator turn into exactly what each
 * of them should run, both when they start and when they reload. `undefined`
 * where there is none.
 */
export function operatorConfigText(monitor: ResolvedMonitor): string | undefined {
  const pods = podsOf(monitor);
  const [only, second] = pods;
  // What needs no variables cannot go wrong with them.
  const candidates = second === undefined ? [only ?? UNKNOWN, UNKNOWN] : [UNKNOWN];
  const texts = candidates.map((identity) => configTextFor(monitor, identity));
  return texts.find((text) => pods.every((pod) => comesOutRight(text, monitor, pod)));
}

function podsOf(monitor: ResolvedMonitor): readonly PodIdentity[] {
  const { namespace, shards, replicas } = monitor;
  return Array.from({ length: shards }, (_, shard) =>
    Array.from({ length: replicas }, (_one, replica) => ({
      namespace,
      podName: `${namesOf(monitor).workload(shard)}-${replica}`,
      shard: String(shard),
    })),
  ).flat();
}

function comesOutRight(text: string, monitor: ResolvedMonitor, pod: PodIdentity): boolean {
  const right = parsedConfig(configTextFor(monitor, pod));
  if (right === undefined || !jsonEquals(parsedConfig(afterShell(text, pod)), right)) return false;
  if (monitor.spec.prometheusReloader === undefined) return true;
  const reloaded = afterReloader(text, pod);
  return reloaded !== undefined && jsonEquals(parsedConfig(reloaded), right);
}

/**
 * A configuration as Prometheus reads it, to be compared: what a scalar is, the
 * field decides and not how it is written; null and what is empty are nothing. `undefined`
 * where it is no YAML.
 */
export function parsedConfig(text: string): JsonValue | undefined {
  const { documents, problems } = readDocuments(text, 'prometheus.yml', { rules: 'kubernetes' });
  const [document] = documents;
  if (document === undefined || problems.length > 0) return undefined;
  return withTexts(toJson(document.root, 'kubernetes', []));
}

function withTexts(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withTexts);
  if (!isJsonObject(value)) return String(value);
  const entries = Object.entries(value).flatMap(([key, child]) =>
    saysNothing(child) ? [] : [[key, withTexts(child ?? null)]],
  );
  return Object.fromEntries(entries);
}

/** An empty text may say something: a label's value that is to go. */
function saysNothing(value: JsonValue | undefined): boolean {
  if (value === undefined || value === null) return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}
