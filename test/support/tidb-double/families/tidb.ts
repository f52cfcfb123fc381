import { constant, counter, type Family, gauge, histogram } from '../exposition.ts';
import { GO_FAMILIES } from './process.ts';

const STATEMENTS = ['Select', 'Insert', 'Update', 'Delete', 'Begin', 'Commit', 'Use'];
const DBS = [''];

/** A TiDB server, with the clients of PD and TiKV in it. */
export function tidbFamilies(): readonly Family[] {
  return [
    ...GO_FAMILIES,
    ...serverFamilies(),
    ...slowQueryFamilies(),
    ...sessionFamilies(),
    ...domainFamilies(),
    ...clientFamilies(),
  ];
}

function serverFamilies(): readonly Family[] {
  const durations = ['Select', 'Insert', 'Update'].map((sql_type) => ({
    sql_type,
    db: '',
    resource_group: 'default',
  }));
  return [
    counter('tidb_executor_statement_total', {
      type: STATEMENTS,
      db: DBS,
      resource_group: ['default'],
    }),
    histogram('tidb_server_handle_query_duration_seconds', durations),
    counter('tidb_server_query_total', {
      type: ['Query', 'StmtExecute', 'StmtPrepare'],
      result: ['OK', 'Error'],
      resource_group: ['default', 'batch'],
    }),
    counter('tidb_server_affected_rows', { sql_type: ['Insert'] }),
    counter('tidb_server_execute_error_total', {
      type: ['kv:1062', 'schema:1146', 'planner:1054'],
      db: DBS,
      resource_group: ['default'],
    }),
    gauge('tidb_server_connections', { resource_group: ['default', 'batch'] }),
    counter('tidb_server_disconnection_total', {
      result: ['ok', 'error'],
      resource_group: ['default'],
    }),
    histogram('tidb_server_conn_idle_duration_seconds', { in_txn: ['0', '1'] }),
    counter('tidb_server_critical_error_total', {}, 0.01),
    counter('tidb_server_panic_total', { type: ['session'] }, 0.01),
    counter('tidb_server_event_total', { type: ['start', 'close'] }, 0.01),
    counter('tidb_server_handshake_error_total', {}, 0.01),
    gauge('tidb_server_maxprocs', {}, 8),
    gauge('tidb_server_memory_quota_bytes', {}, 8e9),
    gauge('tidb_server_memory_usage', { module: ['PlanCache', 'Stats'], type: ['used'] }, 1e7),
    gauge('tidb_server_tokens', {}, 2),
    histogram('tidb_server_get_token_duration_seconds'),
    gauge('tidb_server_prepared_stmts'),
    counter('tidb_server_plan_cache_total', { type: ['prepare'] }),
    counter('tidb_server_plan_cache_miss_total', { type: ['cache_miss'] }),
    gauge('tidb_server_plan_cache_instance_plan_num_total', { type: ['plan_num'] }),
    constant('tidb_server_info', { version: ['v8.5.3'], hash: ['0000000'] }, 1),
    counter('tidb_server_packet_io_bytes', { type: ['read', 'write'] }, 1e4),
    counter('tidb_server_query_runaway_check', {
      resource_group: ['default', 'batch'],
      type: ['hit', 'match'],
      action: ['kill'],
    }),
    counter('tidb_monitor_keep_alive_total', {}),
    counter('tidb_monitor_time_jump_back_total', {}, 0.001),
    counter('tidb_config_status', { type: ['enable_async_commit'] }, 0),
  ];
}

function slowQueryFamilies(): readonly Family[] {
  const labels = { sql_type: ['general', 'internal'] };
  return [
    counter('tidb_server_slow_query_total', {}, 0.5),
    histogram('tidb_server_slow_query_process_duration_seconds', labels),
    histogram('tidb_server_slow_query_cop_duration_seconds', labels),
    histogram('tidb_server_slow_query_wait_duration_seconds', labels),
    histogram('tidb_server_slow_query_cop_mvcc_ratio', labels, [1, 2, 5, 10, 100]),
  ];
}

function sessionFamilies(): readonly Family[] {
  const scope = ['general', 'internal'];
  const sql_type = ['general', 'internal'];
  return [
    histogram('tidb_session_transaction_duration_seconds', {
      txn_mode: ['optimistic', 'pessimistic'],
      type: ['commit', 'rollback'],
      scope,
      resource_group: ['default'],
    }),
    histogram(
      'tidb_session_transaction_statement_num',
      { txn_mode: ['pessimistic'], scope },
      [1, 2, 4, 8],
    ),
    histogram('tidb_session_retry_num', { scope }, [1, 2, 4, 8]),
    counter('tidb_session_retry_error_total', { type: ['kv:9007'], scope }),
    counter('tidb_session_restricted_sql_total', {}),
    counter('tidb_session_resource_group_query_total', {
      name: ['default', 'batch'],
      resource_group: ['default', 'batch'],
    }),
    ...['parse', 'compile', 'execute'].map((step) =>
      histogram(`tidb_session_${step}_duration_seconds`, { sql_type }),
    ),
    counter('tidb_executor_expensive_total', { type: ['TableScan', 'IndexScan'] }),
    histogram('tidb_distsql_handle_query_duration_seconds', { sql_type, copr_type: ['distsql'] }),
  ];
}

function domainFamilies(): readonly Family[] {
  return [
    histogram('tidb_domain_load_schema_duration_seconds', { action: ['load-diff'] }),
    counter('tidb_domain_load_schema_total', { type: ['succ', 'failed'] }),
    counter('tidb_session_schema_lease_error_total', { type: ['outdated', 'changed'] }, 0.01),
    histogram('tidb_ddl_handle_job_duration_seconds', { type: ['add index'], result: ['ok'] }),
    histogram('tidb_ddl_batch_add_idx_duration_seconds', { type: ['ok'] }),
    gauge('tidb_ddl_waiting_jobs', { type: ['add index'] }),
    counter('tidb_ddl_add_index_total', { type: ['speed'] }),
    histogram('tidb_statistics_auto_analyze_duration_seconds'),
    counter('tidb_statistics_auto_analyze_total', { type: ['succ', 'failed'] }),
    gauge('tidb_statistics_pseudo_estimation_total', { type: ['nodata'] }),
    histogram('tidb_meta_operation_duration_seconds', { type: ['get_schema'], result: ['ok'] }),
    gauge(
      'tidb_tikvclient_gc_config',
      { type: ['tikv_gc_life_time', 'tikv_gc_run_interval'] },
      600,
    ),
    counter('tidb_tikvclient_gc_worker_actions_total', { type: ['run_job'] }, 0.01),
    histogram('tidb_tikvclient_gc_seconds', { stage: ['resolve_locks'] }),
    counter('tidb_tikvclient_gc_action_result', { type: ['success', 'failed'] }, 0.01),
  ];
}

function clientFamilies(): readonly Family[] {
  const tikv = { store: ['1', '4', '5'] };
  return [
    histogram('pd_client_cmd_handle_cmds_duration_seconds', {
      type: ['wait', 'tso', 'get_region', 'tso_async_wait'],
    }),
    histogram('pd_client_request_handle_requests_duration_seconds', {
      type: ['tso', 'tso-stream'],
    }),
    counter(
      'pd_client_cmd_handle_failed_cmds_duration_seconds_count',
      { type: ['tso', 'get_region'] },
      0.1,
    ),
    histogram('tidb_tikvclient_request_seconds', {
      ...tikv,
      type: ['Cop', 'Get', 'Prewrite', 'Commit'],
      stale_read: ['false'],
      scope: ['false'],
    }),
    histogram('tidb_tikvclient_txn_cmd_duration_seconds', {
      type: ['get', 'commit', 'batch_get'],
      scope: ['false'],
    }),
    histogram('tidb_tikvclient_backoff_seconds', { type: ['regionMiss', 'txnLock'] }),
    counter('tidb_tikvclient_region_err_total', {
      ...tikv,
      type: ['not_leader', 'epoch_not_match'],
    }),
    counter('tidb_tikvclient_lock_resolver_actions_total', {
      type: ['resolve', 'query_txn_status'],
    }),
    counter('tidb_tikvclient_lock_cleanup_task_total', { type: ['cleanup'] }),
    counter('tidb_tikvclient_load_safepoint_total', { type: ['ok'] }),
    histogram('tidb_tikvclient_cop_duration_seconds', {
      store: ['1'],
      stale_read: ['false'],
      scope: ['false'],
    }),
    counter(
      'resource_manager_client_resource_group_status',
      { resource_group: ['default', 'batch'], name: ['default'] },
      0,
    ),
    histogram('resource_manager_client_request_success', {
      name: ['default', 'batch'],
      resource_group: ['default'],
    }),
    counter('resource_manager_client_request_fail', {
      name: ['default', 'batch'],
      resource_group: ['default'],
      type: ['throttled'],
    }),
    counter('resource_manager_client_token_request_resource_group', {
      name: ['default', 'batch'],
      resource_group: ['default'],
    }),
    histogram('resource_manager_client_token_request_duration', { type: ['success'] }),
  ];
}
