/** What stands before the tables of rules. */
export const RULES_INTRODUCTION = `# Alert and recording rules

<!-- Generated from src/monitor/rules by \`npm run generate\`: change it there. -->

Prometheus gets alert and recording rules for what the monitored clusters have: no rules of TiFlash for clusters without TiFlash. Every rule keeps clusters apart, by \`tidb_cluster\`, \`kubernetes_namespace\`, \`cluster\` and, where targets carry it, \`k8s_cluster\`: two clusters that are a little busy are never one alert, and every alert says which cluster it is about.

## When they are loaded

| \`spec\` | rules that Prometheus loads |
|---|---|
| neither \`alertmanagerURL\` nor \`enableAlertRules\` | none |
| \`alertmanagerURL\` or \`enableAlertRules\` | the generated ones |
| \`prometheus.rules.enabled: true\` | the generated ones, and those of \`ruleConfigRef\` |
| \`prometheus.rules.enabled: false\` with \`alertmanagerURL\` or \`enableAlertRules\` | those of the initializer, as with tidb-operator |
| \`prometheus.config.ruleConfigRef\` | those of that ConfigMap alone, unless \`enabled\` is \`true\` |
| \`prometheus.config.configMapRef\` | what that configuration names: with \`enabled: true\` it can name \`/etc/prometheus/config/*.rules.yml\` |

The generated rules and those of the initializer are never loaded together: their alerts have the same names.

The rules are keys of the ConfigMap that has \`prometheus.yml\`, which ends with a digest of them. So a change of a rule reloads Prometheus as a change of its configuration does: by \`prometheusReloader\`, or else by a restart. The pod template is the same with and without them. [Pods of tidb-operator](moving-from-tidb-operator.md) that are kept and that nothing reloads go on with the initializer's rules until they restart.

## Changing single alerts

\`\`\`yaml
spec:
  alertmanagerURL: alertmanager.monitoring.svc:9093
  prometheus:
    rules:
      runbookURL: https://wiki.example.com/runbooks/
      overrides:
        - alert: TiKV_low_space
          threshold: 0.1
          severity: critical
        - alert: TiDB_query_duration
          threshold: 3
          for: 5m
        - alert: PD_leader_change
          disabled: true
\`\`\`

A threshold is a number in the unit of the tables below: seconds, bytes, a share of 1 where they say percent of a limit; \`PD_cluster_store_space_used_more_than_80%\` alone counts percents. An alert that does not exist is an error.

## Labels and annotations

| | |
|---|---|
| \`severity\` | \`critical\`, \`warning\` or \`info\` |
| \`level\` | what tidb-operator's alerts have: \`emergency\`, \`critical\` or \`warning\`; routes that look at it go on working |
| \`env\` | the name of the cluster, as tidb-operator's alerts have it |
| \`tidb_cluster\`, \`kubernetes_namespace\`, \`cluster\` | the cluster |
| \`summary\`, \`description\`, \`runbook_url\` | what is wrong; where, in numbers, and what to do; a page about it |

## Moving from the rules of tidb-operator

Alerts keep their names, levels, thresholds and times. These things are meant to be different:

- No alert sums or compares over clusters, or matches pods of different clusters that have the same name.
- Alerts that could never fire do: the states of Regions as PD writes them today, and the CPU of TiKV's apply threads and of its unified read pool.
- \`TiDB_monitor_keep_alive\` leaves servers alone that have just started.
- \`tikv_thread_cpu_seconds_nogrpc:1m\` really leaves out the threads of gRPC.
- There are alerts for servers that are down, for PD without a leader, for components without a single pod, and for the monitor itself: its own jobs \`<namespace>-<name>-monitor-*\` are there with the rules. The Thanos sidecar has such a job where its address is known: with one shard and one replica, or with \`listenLocal\`.
- Rules that were changed by hand in the page of the reloader are not loaded: write them as overrides, into \`ruleConfigRef\`, or set \`prometheus.rules.enabled\` to \`false\`.

## Several shards

Every shard sees only its own targets. An alert about one server, which nearly all are, is complete there. One that counts over a cluster sees the share of its shard, and those that would then be wrong are left out: the tables say which. A Thanos ruler can load the same files over all shards.`;
