import { aggregate, on } from '../promql.ts';
import type { Alert, RuleSet } from '../rule.ts';
import { isDown } from './servers.ts';

const TASK = 'task {{ $labels.task }} of source {{ $labels.source_id }}';
const ERROR = 'Query the status of the task: it has the error, and often what to do.';

type Text = Pick<Alert, 'summary' | 'says' | 'advice'>;

/** A unit that stopped for good, or started again more often than it should. */
function exits(name: string, counter: string, labels: readonly string[], text: Text): Alert {
  const lasting = `changes(${counter}{resumable_err="false"}[1m]) > 0`;
  const frequent = `increase(${counter}{resumable_err="true"}[2m]) > 3`;
  return {
    name,
    severity: 'critical',
    value: `${lasting} or ${on(...labels)} ${frequent}`,
    unit: 'number',
    scope: 'instance',
    ...text,
  };
}

/** Something that should not happen, and did. */
function happens(name: string, severity: Alert['severity'], changes: string, text: Text): Alert {
  return {
    name,
    severity,
    value: changes,
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'instance',
    ...text,
  };
}

/** Files of changes between two positions. */
function gap(name: string, value: string, text: Pick<Text, 'summary' | 'says'>): Alert {
  return {
    name,
    severity: 'critical',
    for: '10m',
    value,
    threshold: { operator: '>', value: 1 },
    unit: 'number',
    scope: 'instance',
    ...text,
    advice: 'See whether the target is slow, or the task has stopped.',
  };
}

const SERVERS: readonly Alert[] = [
  isDown('DM_server_is_down', 'DM', 'dm-master|dm-worker'),
  {
    name: 'DM_master_all_down',
    severity: 'critical',
    value: `${aggregate('max', 'up{component="dm-master"}')} == 0`,
    unit: 'number',
    scope: 'cluster',
    needsAllTargets: true,
    summary: 'Every DM-master is down',
    says: 'no DM-master answers, so that nobody watches over tasks',
    advice: 'Look at the pods of DM-master.',
  },
  {
    name: 'DM_worker_offline',
    severity: 'critical',
    for: '1h',
    value: 'dm_master_worker_state == 0',
    unit: 'number',
    scope: 'cluster',
    summary: 'A DM-worker is offline',
    says: 'DM-master has not seen worker {{ $labels.worker }} for an hour',
    advice: 'Look at the pod of the worker, and at its way to DM-master.',
  },
];

const TASKS: readonly Alert[] = [
  {
    name: 'DM_task_state',
    severity: 'critical',
    for: '20m',
    value: 'dm_worker_task_state == 3',
    unit: 'number',
    scope: 'instance',
    summary: 'A task of DM is paused',
    says: `${TASK} is paused`,
    advice: ERROR,
  },
  exits(
    'DM_dump_process_exists_with_error',
    'dm_mydumper_exit_with_error_count',
    ['source_id', 'task'],
    {
      summary: 'A dump of DM failed',
      says: `the dump of ${TASK} ended with an error`,
      advice: ERROR,
    },
  ),
  exits(
    'DM_load_process_exists_with_error',
    'dm_loader_exit_with_error_count',
    ['source_id', 'task'],
    {
      summary: 'A load of DM failed',
      says: `the load of ${TASK} ended with an error`,
      advice: ERROR,
    },
  ),
  exits(
    'DM_sync_process_exists_with_error',
    'dm_syncer_exit_with_error_count',
    ['source_id', 'task'],
    {
      summary: 'Replication by DM failed',
      says: `replication of ${TASK} ended with an error`,
      advice: ERROR,
    },
  ),
  {
    // A task that stands still has an alert of its own.
    provided: `${on('instance', 'task')} dm_worker_task_state == 2`,
    ...gap(
      'DM_binlog_file_gap_between_master_syncer',
      [
        'dm_syncer_binlog_file{node="master"}',
        '-',
        on('instance', 'task'),
        'dm_syncer_binlog_file{node="syncer"}',
      ].join(' '),
      {
        summary: 'DM does not keep up with its source',
        says: 'task {{ $labels.task }} is {value} files behind its source; up to {threshold} is expected',
      },
    ),
  },
  {
    name: 'DM_pending_DDL',
    severity: 'critical',
    for: '1h',
    value: 'dm_master_ddl_state_number',
    threshold: { operator: '>', value: 0 },
    unit: 'number',
    scope: 'cluster',
    summary: 'Schema changes of shards wait',
    says: '{value} schema changes of task {{ $labels.task }} wait for other shards',
    advice: 'See which shard lacks the schema change, and unlock it by hand if need be.',
  },
  {
    ...happens('DM_DDL_error', 'critical', 'increase(dm_master_shard_ddl_error[1m])', {
      summary: 'Schema changes of shards fail',
      says: '{value} schema changes of task {{ $labels.task }} failed in a minute',
      advice: ERROR,
    }),
    scope: 'cluster',
  },
];

const RELAY: readonly Alert[] = [
  exits('DM_relay_process_exits_with_error', 'dm_relay_exit_with_error_count', ['instance'], {
    summary: 'The relay of DM failed',
    says: 'its relay of changes ended with an error',
    advice: ERROR,
  }),
  {
    name: 'DM_remain_storage_of_relay_log',
    severity: 'critical',
    value: 'dm_relay_space{type="available"}',
    threshold: { operator: '<', value: 10 * 1024 ** 3 },
    unit: 'bytes',
    scope: 'instance',
    summary: 'The relay of DM runs out of space',
    says: '{value} is left for its relay log; {threshold} or more is expected',
    advice: 'Purge its relay log, or add space.',
  },
  happens('DM_relay_log_data_corruption', 'emergency', 'changes(dm_relay_data_corruption[1m])', {
    summary: 'The relay log of DM is damaged',
    says: 'its relay log was found damaged {value} times in a minute',
    advice: 'Compare with the source; the task may have to start from a new dump.',
  }),
  happens(
    'DM_fail_to_read_binlog_from_master',
    'critical',
    'changes(dm_relay_read_error_count[1m])',
    {
      summary: 'DM cannot read from its source',
      says: 'reading from its source failed {value} times in a minute',
      advice: 'See whether the source still has the file, and lets DM connect.',
    },
  ),
  happens('DM_fail_to_write_relay_log', 'critical', 'changes(dm_relay_write_error_count[1m])', {
    summary: 'DM cannot write its relay log',
    says: 'writing its relay log failed {value} times in a minute',
    advice: 'Look at its disk: is there space left?',
  }),
  gap(
    'DM_binlog_file_gap_between_master_relay',
    `dm_relay_binlog_file{node="master"} - ${on('instance')} dm_relay_binlog_file{node="relay"}`,
    {
      summary: 'The relay of DM does not keep up with its source',
      says: 'its relay is {value} files behind its source; up to {threshold} is expected',
    },
  ),
  gap(
    'DM_binlog_file_gap_between_relay_syncer',
    `dm_relay_binlog_file{node="relay"} - ${on('instance')} group_right dm_syncer_binlog_file{node="syncer"}`,
    {
      summary: 'DM does not keep up with its relay',
      says: 'task {{ $labels.task }} is {value} files behind its relay; up to {threshold} is expected',
    },
  ),
];

export const DM: RuleSet = {
  title: 'DM',
  runbook: 'https://docs.pingcap.com/tidb/stable/dm-alert-rules',
  alerts: [...SERVERS, ...TASKS, ...RELAY],
};
