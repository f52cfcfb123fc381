import { quantile } from '../promql.ts';
import type { Alert, RuleSet } from '../rule.ts';
import { isDown } from './servers.ts';

type Given = Pick<Alert, 'name' | 'severity' | 'summary' | 'says' | 'advice'>;

function slow(buckets: string, threshold: number, given: Given): Alert {
  return {
    ...given,
    for: '1m',
    value: quantile(0.99, buckets, 'instance'),
    threshold: { operator: '>', value: threshold },
    unit: 'seconds',
    scope: 'instance',
  };
}

const ALERTS: readonly Alert[] = [
  isDown('TiFlash_server_is_down', 'TiFlash', 'tiflash'),
  {
    name: 'TiFlash_schema_error',
    severity: 'emergency',
    for: '1m',
    value: 'increase(tiflash_schema_apply_count{type="failed"}[15m])',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    summary: 'TiFlash cannot follow the schema',
    says: 'it failed to apply a schema {value} times in 15 minutes',
    advice: 'Keep its log; the tables it names cannot be read from TiFlash.',
  },
  slow('tiflash_schema_apply_duration_seconds_bucket', 20, {
    name: 'TiFlash_schema_apply_duration',
    severity: 'emergency',
    summary: 'TiFlash is slow to follow the schema',
    says: '1 % of its schemas take {value} or longer to apply; up to {threshold} are expected',
    advice: 'Look at its load, and at how many tables there are.',
  }),
  slow('tiflash_raft_read_index_duration_seconds_bucket', 3, {
    name: 'TiFlash_raft_read_index_duration',
    severity: 'critical',
    summary: 'TiKV is slow to answer TiFlash',
    says: '1 % of its questions to leaders take {value} or longer; up to {threshold} are expected',
    advice: 'See whether TiKV is busy, and whether Regions split or move much.',
  }),
  slow('tiflash_raft_wait_index_duration_seconds_bucket', 2, {
    name: 'TiFlash_raft_wait_index_duration',
    severity: 'critical',
    summary: 'TiFlash waits for data of TiKV',
    says: '1 % of its reads wait {value} or longer for data; up to {threshold} are expected',
    advice: 'Look at the network between TiKV and TiFlash, and at the disk of TiFlash.',
  }),
];

export const TIFLASH: RuleSet = {
  title: 'TiFlash',
  runbook: 'https://docs.pingcap.com/tidb/stable/tiflash-alert-rules',
  alerts: ALERTS,
};
