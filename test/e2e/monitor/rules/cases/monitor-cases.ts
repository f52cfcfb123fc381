import { type AlertCase, growing, type Sample, steady } from './alert-case.ts';

const prometheus = { component: 'prometheus' };
const thanos = { component: 'thanos-sidecar' };
const reloader = { component: 'config-reloader' };

/** The monitor itself, and what it cannot find. */
export const MONITOR_CASES: readonly AlertCase[] = [
  {
    alert: 'Monitor_config_reload_failed',
    series: [
      ['prometheus_config_last_reload_successful{component="prometheus"}', steady(0), steady(1)],
    ],
    labels: prometheus,
    value: '',
  },
  {
    alert: 'Monitor_rule_evaluation_failed',
    series: [
      [
        'prometheus_rule_evaluation_failures_total{component="prometheus", rule_group="x"}',
        growing(1),
        steady(4),
      ],
    ],
    labels: { ...prometheus, rule_group: 'x' },
    value: '20',
  },
  {
    alert: 'Monitor_alerts_not_sent',
    series: [
      [
        'prometheus_notifications_errors_total{component="prometheus", alertmanager="am"}',
        growing(5),
        steady(5),
      ],
      [
        'prometheus_notifications_sent_total{component="prometheus", alertmanager="am"}',
        growing(100),
        growing(100),
      ],
    ],
    labels: { ...prometheus, alertmanager: 'am' },
    value: '5%',
  },
  {
    alert: 'Monitor_remote_write_failing',
    series: [
      [
        'prometheus_remote_storage_samples_failed_total{component="prometheus", url="http://r"}',
        growing(30),
        steady(30),
      ],
    ],
    labels: { ...prometheus, url: 'http://r' },
    value: '2',
  },
  {
    alert: 'Monitor_compactions_failed',
    series: [
      ['prometheus_tsdb_compactions_failed_total{component="prometheus"}', growing(1), steady(1)],
    ],
    labels: prometheus,
    value: '300',
  },
  {
    alert: 'Monitor_config_reloader_is_down',
    series: [['up{component="config-reloader"}', steady(0), steady(1)]],
    labels: reloader,
    value: '',
  },
  {
    alert: 'Monitor_config_reloader_failed',
    series: [
      ['reloader_last_reload_successful{component="config-reloader"}', steady(0), steady(1)],
    ],
    labels: reloader,
    value: '',
  },
  {
    alert: 'Monitor_thanos_sidecar_is_down',
    series: [['up{component="thanos-sidecar"}', steady(0), steady(1)]],
    labels: thanos,
    value: '',
  },
  {
    alert: 'Monitor_thanos_uploads_failed',
    series: [
      ['thanos_shipper_upload_failures_total{component="thanos-sidecar"}', growing(1), steady(1)],
    ],
    labels: thanos,
    value: '120',
  },
  {
    alert: 'Monitor_thanos_sidecar_lost_prometheus',
    series: [['thanos_sidecar_prometheus_up{component="thanos-sidecar"}', steady(0), steady(1)]],
    labels: thanos,
    value: '',
  },
  {
    alert: 'Cluster_component_missing',
    series: [
      ...['pd', 'tidb', 'tiflash', 'ticdc', 'tiproxy', 'pump'].map(
        (component): Sample => [`up{component="${component}"}`, steady(1), steady(1)],
      ),
      // One that is down is not missing.
      ['up{component="tikv"}', undefined, steady(0)],
    ],
    labels: { component: 'tikv' },
    value: '',
  },
];
