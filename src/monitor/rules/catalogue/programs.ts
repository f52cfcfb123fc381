import type { Alert, RuleSet } from '../rule.ts';

/** The monitor itself: Prometheus and what runs beside it. */

const RUNBOOK = 'https://docs.pingcap.com/tidb-in-kubernetes/stable/monitor-a-tidb-cluster';

function isDown(name: string, title: string, component: string): Alert {
  return {
    name,
    severity: 'warning',
    for: '5m',
    value: `up{component="${component}"} == 0`,
    unit: 'number',
    scope: 'program',
    summary: `${title} does not answer`,
    says: 'its metrics cannot be read',
    advice: 'Look at its container in the pod of Prometheus.',
  };
}

export const PROMETHEUS: RuleSet = {
  title: 'Prometheus',
  runbook: RUNBOOK,
  alerts: [
    {
      name: 'Monitor_config_reload_failed',
      severity: 'critical',
      for: '10m',
      value: 'prometheus_config_last_reload_successful == 0',
      unit: 'number',
      scope: 'program',
      summary: 'Prometheus refused its new configuration',
      says: 'it still works with the configuration before the last change',
      advice: 'Its log says what it does not like.',
    },
    {
      name: 'Monitor_rule_evaluation_failed',
      severity: 'warning',
      for: '5m',
      value: 'increase(prometheus_rule_evaluation_failures_total[5m])',
      threshold: { operator: '>', value: 0 },
      unit: 'number',
      scope: 'program',
      summary: 'Rules cannot be evaluated',
      says: 'rules of {{ $labels.rule_group }} failed {value} times in 5 minutes: their alerts stay silent',
      advice: 'Its page of rules shows the error of each.',
    },
    {
      name: 'Monitor_alerts_not_sent',
      severity: 'critical',
      for: '15m',
      value:
        'rate(prometheus_notifications_errors_total[5m]) / rate(prometheus_notifications_sent_total[5m])',
      threshold: { operator: '>', value: 0.01 },
      unit: 'ratio',
      scope: 'program',
      summary: 'Alerts do not reach the Alertmanager',
      says: '{value} of the alerts for {{ $labels.alertmanager }} could not be sent; up to {threshold} is expected',
      advice: 'See whether that Alertmanager runs and can be reached.',
    },
    {
      name: 'Monitor_remote_write_failing',
      severity: 'critical',
      for: '15m',
      value: 'rate(prometheus_remote_storage_samples_failed_total[5m])',
      threshold: { operator: '>', value: 0 },
      unit: 'per-second',
      scope: 'program',
      summary: 'Samples do not reach a remote endpoint',
      says: '{value} samples a second for {{ $labels.url }} are lost',
      advice: 'Its log has the answer of the endpoint.',
    },
    {
      name: 'Monitor_compactions_failed',
      severity: 'warning',
      for: '1h',
      value: 'increase(prometheus_tsdb_compactions_failed_total[3h])',
      threshold: { operator: '>', value: 0 },
      unit: 'number',
      scope: 'program',
      summary: 'Prometheus cannot compact its data',
      says: '{value} compactions failed in 3 hours, and its disk fills up',
      advice: 'See whether its disk has space left.',
    },
  ],
};

export const CONFIG_RELOADER: RuleSet = {
  title: 'the config reloader',
  runbook: RUNBOOK,
  alerts: [
    isDown('Monitor_config_reloader_is_down', 'The config reloader', 'config-reloader'),
    {
      name: 'Monitor_config_reloader_failed',
      severity: 'warning',
      for: '10m',
      value: 'reloader_last_reload_successful == 0',
      unit: 'number',
      scope: 'program',
      summary: 'The config reloader fails',
      says: 'it could not make Prometheus read its new configuration',
      advice: 'Look at the log of its container in the pod of Prometheus.',
    },
  ],
};

export const THANOS_SIDECAR: RuleSet = {
  title: 'the Thanos sidecar',
  runbook: 'https://thanos.io/tip/components/sidecar.md/',
  alerts: [
    isDown('Monitor_thanos_sidecar_is_down', 'The Thanos sidecar', 'thanos-sidecar'),
    {
      name: 'Monitor_thanos_uploads_failed',
      severity: 'critical',
      for: '5m',
      value: 'increase(thanos_shipper_upload_failures_total[30m])',
      threshold: { operator: '>', value: 0 },
      unit: 'number',
      scope: 'program',
      summary: 'Blocks cannot be uploaded',
      says: '{value} uploads of blocks failed in 30 minutes',
      advice: 'Look at the log of its container: is the bucket there, and may it write?',
    },
    {
      name: 'Monitor_thanos_sidecar_lost_prometheus',
      severity: 'critical',
      for: '5m',
      value: 'thanos_sidecar_prometheus_up == 0',
      unit: 'number',
      scope: 'program',
      summary: 'The Thanos sidecar does not reach Prometheus',
      says: 'it cannot read from Prometheus, so that queries lack its samples',
      advice: 'See whether Prometheus is ready, and under which path it serves.',
    },
  ],
};
