/** What stands before the tables of the documentation. */
export const INTRODUCTION = `# TidbMonitor

<!-- Generated from src/monitor/schema by \`npm run generate\`: change it there. -->

A \`TidbMonitor\` (\`pingcap.com/v1alpha1\`, short name \`tm\`) is Prometheus and Grafana for one or more TiDB clusters. Existing objects of tidb-operator 1.x work as they are. The smallest one:

\`\`\`yaml
apiVersion: pingcap.com/v1alpha1
kind: TidbMonitor
metadata:
  name: basic
  namespace: monitoring
spec:
  clusters:
    - name: basic
      namespace: tidb
  prometheus: {}
  grafana: {}
  initializer: {}
  reloader: {}
\`\`\`

Nothing is ever written into \`spec\`: what is unset stays unset, and follows the defaults below.

## What it becomes

For a TidbMonitor \`N\` in a namespace \`S\`; shard \`k\` above 0 adds \`-shard-k\`:

| object | name | when |
|---|---|---|
| StatefulSet, ServiceAccount | \`N-monitor\` | always; a StatefulSet for each shard |
| ConfigMap | \`N-monitor\` | always, for each shard: \`prometheus.yml\` and the [rules](rules.md) |
| ConfigMap | \`N-monitor-grafana\` | with Grafana: the [generated dashboards](dashboards.md) |
| ConfigMap | \`N-monitor-external-rules\` | with \`ruleConfigRef\` into another namespace |
| Secret | \`tidbmonitor-N-tls-assets\` | always: certificates and credentials that Prometheus uses |
| Secret | \`N-monitor\` | with Grafana: the administrator |
| Service | \`N-prometheus\` (9090), \`N-monitor-reloader\` (9089), \`N-grafana\` (3000) | for each shard; Grafana's with Grafana |
| Role, RoleBinding | \`N-monitor\` | when clusters in \`S\` are monitored |
| Role, RoleBinding | \`S.N-monitor\` | in every other namespace with monitored clusters |
| ClusterRole, ClusterRoleBinding | \`S-N-monitor\` | instead of Roles, with \`clusterScoped\` |
| PodMonitor or ServiceMonitor | \`N-monitor-<cluster>-tidb\`, \`-dm\`; \`S.N-monitor-<cluster>-tidb\` elsewhere | with \`prometheusOperator\`, beside each cluster |
| Service | \`<cluster>-<component>-metrics-\` and a digest of \`S/N\` | with \`prometheusOperator.kind: ServiceMonitor\`, beside each cluster: headless, for each component that it may have |
| Ingress | as its Service | with \`ingress\`, for shard 0 |
| PodDisruptionBudget | \`N-monitor\` | with \`podDisruptionBudget\`, for each shard |
| NetworkPolicy | \`N-monitor\` | with \`networkPolicy\`, for each shard |

Objects in \`S\` are owned by the TidbMonitor and go with it. Objects elsewhere cannot be owned: they go when the TidbMonitor leaves Git.

What a TidbMonitor refers to is looked for among the rendered objects first and on the cluster then. A TidbCluster, Secret or ConfigMap that does not exist stops nothing else: it is a warning and the condition \`ReferencesResolved\`. Without a cluster at hand, \`tidewatch render\` takes unknown clusters for clusters without TLS, and says so.

A change of such a TidbCluster, Secret or ConfigMap has the TidbMonitor rendered again within seconds: the agent watches exactly the objects that are referred to (where it is many of them in a namespace, the namespace; beyond 64 watches the rest is noticed at the next interval). \`status\` follows the pods the same way.

## A Prometheus of the Prometheus operator

With \`prometheusOperator\` a Prometheus of your own scrapes what ours does, under the same labels: its \`podMonitorSelector\` or \`serviceMonitorSelector\` has to select \`labels\`, and its namespace selectors the namespaces of the clusters. PodMonitors need nothing else. ServiceMonitors are for a Prometheus that is set up for Services; since those of tidb-operator lack ports such as TiKV's 20180, they come with Services of their own. Where a pod says in its annotations that its metrics are at another port, they are scraped there, whatever the Service says. A kind that the cluster does not have is left out, with a warning. When a cluster leaves the TidbMonitor, or \`kind\` changes, what was for it goes at once, without counting as a deletion to approve.

## TiDB Dashboard

While an agent runs, it writes the addresses of Prometheus and, where there is one, Grafana into the PD of each cluster that has one or takes part in one (\`/topology/prometheus\`, \`/topology/grafana\`), over TLS where the cluster has it. They have a lease of ten minutes, which is renewed; they go when the TidbMonitor goes, or stops monitoring the cluster. Of several TidbMonitors of one cluster the one whose \`namespace/name\` comes first is shown. The condition \`ShownInDashboard\` says how it stands; a PD that cannot be reached holds nothing up.

## Conditions

| type | true when |
|---|---|
| \`Ready\` | every pod is new and ready |
| \`Reconciling\` | something is still to happen |
| \`Stalled\` | the last reconcile failed |
| \`ReferencesResolved\` | everything it refers to exists |
| \`PodsRenewed\` | the pods are ours; false for pods of tidb-operator that were kept |
| \`ReclaimPolicySet\` | its volumes have the reclaim policy of \`pvReclaimPolicy\`; only where data persists and an agent runs |
| \`ShownInDashboard\` | TiDB Dashboard of every monitored cluster leads to it; only where a cluster has a PD and an agent runs |
| \`Drifted\` | somebody changed one of its objects [behind the back of Git](drift.md): which, who, where Git has it; only where an agent runs |

## Moving from tidb-operator 1.x

Names, labels, selectors, ports and volume claim templates are tidb-operator's, so that no immutable field changes. Pods of tidb-operator (1.3 or newer) that run exactly what it makes of the TidbMonitor are kept: taking over restarts nothing. [moving-from-tidb-operator.md](moving-from-tidb-operator.md) has the steps. These things are meant to be different in pods of ours; kept pods get them by their next change:

- Prometheus runs without a shell and reads the rendered configuration itself. With one pod per shard, \`$(NAMESPACE)\`, \`$(POD_NAME)\` and \`$(SHARD)\` are filled in when it is rendered; with several, Prometheus expands the name of the pod in external labels (2.27 or newer).
- \`imagePullPolicy\` of the TidbMonitor, \`logLevel\` of Grafana, and \`clusterIP\`, \`port\` and \`loadBalancerClass\` of Services have their effect.
- Samples are kept for 15 days where nothing is said, instead of \`0d\`.
- Environment variables have a fixed order; a container in \`additionalContainers\` named \`grafana\` is merged, too.
- Passwords and tokens of remote endpoints are files of a Secret, never text in a ConfigMap. \`maxRetries\`, which Prometheus does not know, is left out.
- Without \`clusterScoped\`, clusters in other namespaces get a Role there, and are really scraped.
- A changed configuration restarts the pods where there is no \`prometheusReloader\`.
- Where alerts are on, the [generated rules](rules.md) take the place of the initializer's: under the same names, without mixing clusters. \`prometheus.rules.enabled: false\` brings the initializer's back.`;
