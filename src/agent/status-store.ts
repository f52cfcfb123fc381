import { statusLabel } from '../model/identity.ts';
import { jsonEquals } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import type { DriftRecord } from '../report/drift-record.ts';
import {
  decodeStatus,
  encodeStatus,
  type StatusRecord,
  statusManager,
  statusRecordOf,
  withDrift,
} from '../report/status-record.ts';
import type { TargetReport } from '../report/target-report.ts';
import { statusReference } from './approvals.ts';

/** Where every target stands, kept on the cluster as one ConfigMap a target. */
export interface StatusStore {
  /** Keeps what a report says; gives the ConfigMap. Writes only what is new. */
  keep(report: TargetReport): Promise<Manifest>;
  /** Keeps the drift of a target; gives the ConfigMap, or `undefined` where there is no record of it yet. */
  keepDrift(target: string, drift: readonly DriftRecord[]): Promise<Manifest | undefined>;
  /** Told which targets have a record on the cluster: what somebody deleted is written anew. */
  recall(targets: ReadonlySet<string>): void;
  /** Forgets a target that is gone. */
  forget(target: string): Promise<void>;
}

export function createStatusStore(cluster: Cluster, namespace: string): StatusStore {
  const kept = new Map<string, { record: StatusRecord; configMap: Manifest }>();

  async function load(target: string): Promise<StatusRecord | undefined> {
    const configMap = await cluster.get(statusReference(target, namespace));
    return configMap && decodeStatus(configMap);
  }

  async function write(record: StatusRecord): Promise<Manifest> {
    const known = kept.get(record.target);
    if (known !== undefined && sameRecord(known.record, record)) return known.configMap;
    const configMap = await cluster.apply(encodeStatus(record, namespace), {
      fieldManager: statusManager,
      force: true,
    });
    kept.set(record.target, { record, configMap });
    return configMap;
  }

  return {
    async keep(report) {
      const known = kept.get(report.target)?.record ?? (await load(report.target));
      return write(statusRecordOf(report, known));
    },
    async keepDrift(target, drift) {
      const known = kept.get(target)?.record ?? (await load(target));
      return known && write(withDrift(known, drift));
    },
    recall(targets) {
      for (const target of kept.keys()) if (!targets.has(target)) kept.delete(target);
    },
    async forget(target) {
      kept.delete(target);
      await cluster.delete(statusReference(target, namespace), {});
    },
  };
}

function sameRecord(a: StatusRecord, b: StatusRecord): boolean {
  return jsonEquals(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

/** Every target's record, by name. */
export async function listStatus(cluster: Cluster, namespace: string): Promise<StatusRecord[]> {
  const { items } = await cluster.list({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    labelSelector: statusLabel,
  });
  return items
    .flatMap((configMap) => decodeStatus(configMap) ?? [])
    .sort((a, b) => (a.target < b.target ? -1 : 1));
}
