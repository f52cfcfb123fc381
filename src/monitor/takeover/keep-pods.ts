import { createHash } from 'node:crypto';
import { targetLabel } from '../../model/identity.ts';
import { canonicalJson, isJsonObject, type JsonObject, jsonEquals } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { type ObjectId, objectKey } from '../../model/object-id.ts';
import type { Report } from '../finding.ts';
import { namesOf } from '../names.ts';
import { podTemplate } from '../pod/pod-template.ts';
import { identityOf } from '../prometheus/external-labels.ts';
import { configMapId } from '../references.ts';
import type { ResolvedMonitor } from '../resolve/resolve.ts';
import { KEPT_FOR_ANNOTATION, type KeptPods, POD_TEMPLATE_ANNOTATION } from './kept-pods.ts';
import { operatorConfigText, parsedConfig } from './operator-config.ts';
import { operatorPodTemplate } from './operator-template.ts';
import { firstDifference } from './same-template.ts';
import { afterShell } from './substitution.ts';

/** What tidb-operator left on the cluster, by `objectKey`. */
export type Operated = ReadonlyMap<string, Manifest>;

/**
 * The pods of a monitor that tidb-operator runs, where they may stay: as long as
 * its template is exactly what it makes of this very TidbMonitor, and the
 * TidbMonitor has not asked for other pods since. `undefined` where there are no
 * such pods, or they have to be replaced; then a warning says why.
 */
export function keepPods(
  monitor: ResolvedMonitor,
  manifest: Manifest,
  operated: Operated,
  warn: Report,
): KeptPods | undefined {
  const first = operated.get(objectKey(workloadId(monitor, 0)));
  if (first === undefined) return undefined;
  const decision = decide(monitor, manifest, operated);
  const isNew = first.metadata.labels?.[targetLabel] === undefined;
  if ('because' in decision) {
    const what = `asks for other pods than tidb-operator made, which restart once: ${decision.because}`;
    warn('PODS_REPLACED', ['spec'], what, 'nothing, if that is what you want');
    return undefined;
  }
  if (isNew) {
    const what = 'is what the pods of tidb-operator run: they are kept, and nothing restarts';
    const advice = `nothing; the next change that concerns the pods restarts them once, and so does the annotation ${POD_TEMPLATE_ANNOTATION}: renew`;
    warn('PODS_KEPT', ['spec'], what, advice);
  }
  return { ...decision, isNew };
}

type Decision = Omit<KeptPods, 'isNew'> | { readonly because: string };

function decide(monitor: ResolvedMonitor, manifest: Manifest, operated: Operated): Decision {
  if (manifest.metadata.annotations?.[POD_TEMPLATE_ANNOTATION] === 'renew') {
    return { because: `${POD_TEMPLATE_ANNOTATION} is "renew"` };
  }
  const templates: JsonObject[] = [];
  for (let shard = 0; shard < monitor.shards; shard++) {
    const id = workloadId(monitor, shard);
    const live = operated.get(objectKey(id));
    const template = valueAt(live, ['spec', 'template']);
    if (!isJsonObject(template)) return { because: `it has no ${id.name} yet` };
    const difference = firstDifference(operatorPodTemplate(monitor, shard), template);
    if (difference !== undefined) {
      return { because: `template.${difference} of ${id.name} would be different` };
    }
    templates.push(withoutNulls(template));
  }
  const loading = withLoadedRules(monitor);
  const configText = operatorConfigText(loading);
  if (configText === undefined) {
    return { because: 'their commands would spoil the configuration of Prometheus' };
  }
  const keptFor = digestOfPods(monitor);
  const because = movedOn(loading, operated, keptFor);
  const rules = loading.rules?.files ?? {};
  return because === undefined ? { templates, configText, rules, keptFor } : { because };
}

/**
 * Pods that nothing reloads go on with the rules of their initializer, unless
 * the TidbMonitor says that it wants the generated ones: alerts alone are no
 * reason to restart them.
 */
function withLoadedRules(monitor: ResolvedMonitor): ResolvedMonitor {
  const { prometheusReloader, prometheus } = monitor.spec;
  const reads = prometheusReloader !== undefined || prometheus.rules?.enabled === true;
  return reads ? monitor : { ...monitor, rules: undefined };
}

/**
 * Why pods that were kept, or are found, must not be kept any longer. The mark
 * on the ConfigMap decides, since that is written before the StatefulSets: with
 * an attempt that ends between the two, no change is ever forgotten.
 */
function movedOn(
  monitor: ResolvedMonitor,
  operated: Operated,
  keptFor: string,
): string | undefined {
  const id = configMapId(monitor.namespace, namesOf(monitor).prometheusConfig(0));
  const live = operated.get(objectKey(id));
  if (live?.metadata.labels?.[targetLabel] !== undefined) {
    const mark = live.metadata.annotations?.[KEPT_FOR_ANNOTATION];
    return mark === keptFor ? undefined : 'the TidbMonitor has changed since they were taken over';
  }
  if (monitor.spec.prometheusReloader !== undefined) return undefined;
  // Nothing makes these pods read another configuration than the one they started with.
  return isConfigOf(monitor, live)
    ? undefined
    : 'the configuration of Prometheus changes, and nothing in them reloads it';
}

function isConfigOf(monitor: ResolvedMonitor, live: Manifest | undefined): boolean {
  const text = valueAt(live, ['data', 'prometheus.yml']);
  if (typeof text !== 'string' || monitor.replicas !== 1) return false;
  return Array.from({ length: monitor.shards }, (_, shard) => {
    const identity = identityOf(monitor, shard);
    const before = parsedConfig(afterShell(text, identity));
    const after = parsedConfig(afterShell(operatorConfigText(monitor) ?? '', identity));
    return before !== undefined && jsonEquals(before, after);
  }).every(Boolean);
}

/** A digest of the pods that we would make: what they run, and with which configuration. */
function digestOfPods(monitor: ResolvedMonitor): string {
  const templates = Array.from({ length: monitor.shards }, (_, shard) =>
    podTemplate(monitor, shard),
  );
  return createHash('sha256').update(canonicalJson(templates)).digest('hex').slice(0, 16);
}

function workloadId(monitor: ResolvedMonitor, shard: number): ObjectId {
  const name = namesOf(monitor).workload(shard);
  return { group: 'apps', kind: 'StatefulSet', namespace: monitor.namespace, name };
}

/** Server-side apply takes no nulls, of which older servers keep one. */
function withoutNulls(template: JsonObject): JsonObject {
  const { metadata, ...rest } = template;
  if (!isJsonObject(metadata)) return template;
  const entries = Object.entries(metadata).filter(([, value]) => value !== null);
  return { metadata: Object.fromEntries(entries), ...rest };
}
