import type { Alert, RuleSet } from '../rule.ts';
import { BINLOG } from './binlog.ts';
import { DM } from './dm.ts';
import { LIGHTNING } from './lightning.ts';
import { PD } from './pd.ts';
import { CONFIG_RELOADER, PROMETHEUS, THANOS_SIDECAR } from './programs.ts';
import { TICDC } from './ticdc.ts';
import { TIDB } from './tidb.ts';
import { TIFLASH } from './tiflash.ts';
import { TIKV } from './tikv.ts';
import { TIKV_CDC } from './tikv-cdc.ts';
import { TIPROXY } from './tiproxy.ts';

/** The components of clusters that there are rules for, in the order of their files. */
const OF_CLUSTERS = {
  pd: PD,
  tidb: TIDB,
  tikv: TIKV,
  tiflash: TIFLASH,
  ticdc: TICDC,
  tiproxy: TIPROXY,
  lightning: LIGHTNING,
  binlog: BINLOG,
  'tikv-cdc': TIKV_CDC,
  dm: DM,
} as const satisfies Record<string, RuleSet>;

/** The monitor's own programs. */
const OF_MONITORS = {
  prometheus: PROMETHEUS,
  'config-reloader': CONFIG_RELOADER,
  'thanos-sidecar': THANOS_SIDECAR,
} as const satisfies Record<string, RuleSet>;

export const CATALOGUE = { ...OF_CLUSTERS, ...OF_MONITORS };

export type RuleComponent = keyof typeof CATALOGUE;

export const RULE_COMPONENTS = Object.keys(CATALOGUE) as readonly RuleComponent[];
export const CLUSTER_COMPONENTS = Object.keys(OF_CLUSTERS) as readonly RuleComponent[];

/** The alert of each cluster that lacks a component altogether; its expression names the cluster. */
export const COMPONENT_MISSING = {
  name: 'Cluster_component_missing',
  severity: 'critical',
  for: '15m',
  unit: 'number',
  scope: 'cluster',
  needsAllTargets: true,
  summary: 'A component of a cluster is not there',
  says: 'no pod of {{ $labels.component }} is found, though the cluster asks for some',
  advice: 'See whether tidb-operator makes them, and whether Prometheus may read pods there.',
} as const satisfies Omit<Alert, 'value'>;

/** Names of alerts in older versions of TiDB, by which people may still know them. */
export const FORMER_NAMES: Readonly<Record<string, string>> = {
  PD_cluster_offline_tikv_nums: 'PD_cluster_down_store_nums',
  PD_cluster_lost_connect_tikv_nums: 'PD_cluster_lost_connect_store_nums',
  PD_cluster_unhealthy_tikv_nums: 'PD_cluster_unhealthy_store_nums',
  'TiKV_space_used_more_than_80%': 'PD_cluster_store_space_used_more_than_80%',
  TiKV_batch_request_snapshot_nums: 'TiKV_coprocessor_cpu_util',
  TiDB_tikvclient_backoff_total: 'tidb_tikvclient_backoff_seconds_count',
  ticdc_sink_mysql_execution_error: 'ticdc_sink_execution_error',
};

/** What an alert can be asked for by its name. */
export const ALERTS_BY_NAME: ReadonlyMap<string, Omit<Alert, 'value'>> = new Map(
  [...Object.values(CATALOGUE).flatMap(({ alerts }) => alerts), COMPONENT_MISSING].map((alert) => [
    alert.name,
    alert,
  ]),
);
