import { load } from 'js-yaml';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import { valueAt } from '../../../src/model/manifest.ts';
import { dmClusterId, tidbClusterId } from '../../../src/monitor/references.ts';
import type { MonitoredCluster } from '../../../src/monitor/resolve/clusters.ts';
import { type RulesInput, ruleFiles } from '../../../src/monitor/rules/rule-files.ts';
import { listOf } from './expansion.ts';

const PLAIN = { tls: 'off', separator: '-', clusterDomain: undefined } as const;

/** A cluster whose spec has these fields. */
export function clusterOf(
  namespace: string,
  name: string,
  spec: JsonObject = {},
): MonitoredCluster {
  const id = tidbClusterId(namespace, name);
  const metadata = { name, namespace };
  const manifest = { apiVersion: 'pingcap.com/v1alpha1', kind: 'TidbCluster', metadata, spec };
  return { ...PLAIN, id, manifest };
}

export function dmClusterOf(namespace: string, name: string): MonitoredCluster {
  return { ...PLAIN, id: dmClusterId(namespace, name), manifest: undefined };
}

/** Every component that a TidbCluster may have. */
export const FULL_SPEC: JsonObject = {
  pd: {},
  tidb: {},
  tikv: {},
  tiflash: {},
  ticdc: {},
  tiproxy: {},
  pump: {},
};

/** What gives every rule there is. */
export const EVERYTHING: RulesInput = {
  clusters: [clusterOf('a', 'b', FULL_SPEC)],
  dmClusters: [dmClusterOf('a', 'b')],
  shards: 1,
  programs: ['config-reloader', 'thanos-sidecar'],
  spec: { additionalComponents: ['tikv-cdc'] },
};

/** A rule as Prometheus reads it. */
export interface Rule {
  readonly alert?: string;
  readonly record?: string;
  readonly expr: string;
  readonly for?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
}

/** All rules of an input, with the file of each. */
export function rulesOf(input: RulesInput): readonly (Rule & { readonly file: string })[] {
  return Object.entries(ruleFiles(input).files).flatMap(([file, text]) =>
    rulesIn(text).map((rule) => ({ ...rule, file })),
  );
}

export function rulesIn(text: string): readonly Rule[] {
  const content: unknown = load(text);
  return objectsIn(content, 'groups').flatMap((group) => objectsIn(group, 'rules').map(ruleFrom));
}

function objectsIn(holder: unknown, field: string): readonly JsonObject[] {
  return listOf(valueAt(holder as JsonObject, [field])).filter(isJsonObject);
}

function ruleFrom({ alert, record, expr, for: duration, labels, annotations }: JsonObject): Rule {
  return {
    ...(alert === undefined ? {} : { alert: String(alert) }),
    ...(record === undefined ? {} : { record: String(record) }),
    expr: String(expr),
    ...(duration === undefined ? {} : { for: String(duration) }),
    ...(isJsonObject(labels) ? { labels: textsOf(labels) } : {}),
    ...(isJsonObject(annotations) ? { annotations: textsOf(annotations) } : {}),
  };
}

function textsOf(values: JsonObject): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, String(value)]));
}
