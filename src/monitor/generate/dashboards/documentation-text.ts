/** What stands before the tables of the documentation. */
export const INTRODUCTION = `# Dashboards

<!-- Generated from src/monitor/generate/dashboards by \`npm run generate\`: change it there. -->

Every Grafana of a TidbMonitor has dashboards for what its clusters are made of, in the folder **Tidewatch**. Those of the initializer stay beside it, where tidb-operator puts them.

\`\`\`yaml
spec:
  grafana:
    dashboards:
      enabled: false   # none of them
\`\`\`

## Choosing clusters

Each dashboard begins with the same choices: Kubernetes cluster, namespace, TiDB cluster, and then what the dashboard is about. Names are matched exactly, so \`ns-a\` is never mixed with \`ns-a2\`. Several clusters can be chosen, and no figure adds two of them up: each line says which cluster it is of. The rows **Compare clusters** have one line for each cluster.

- \`tidb_cluster\` is \`<namespace>-<name>\`. Where one monitor has both \`a/b-c\` and \`a-b/c\`, they are written with the slash; between monitors, the namespace tells such clusters apart.
- \`k8s_cluster\` is an external label. The Prometheus of the monitor does not show its own external labels, a Thanos Query does. Where there is no such label, leave the choice at *All*.
- The choices come from \`up\`, which every target has: a cluster without PD, or one that is down, can be chosen, too.

The links at the top go to the other dashboards and keep what was chosen, and the time.

## Data sources

The dashboards find the data sources that the initializer makes by their names, and another one can be chosen at the top:

- \`tidb-cluster\`: the Prometheus of the monitor. Choose a Thanos Query to see several monitors at once.
- \`k8s-cluster\`: the Prometheus that watches Kubernetes, \`spec.kubePrometheusURL\`. The dashboard Kubernetes needs kube-state-metrics 2.6 or newer, node-exporter 0.16 or newer and the kubelet's metrics, as kube-prometheus installs them. It finds the pods by the targets of the chosen clusters, their volumes by their claims, and their nodes by \`node_uname_info\`.

On the dashboard Kubernetes, pods are selected by namespace and by name, each for itself. With two clusters of different namespaces chosen, a pod of a third one is shown as well if it has the namespace of the one and the name of a pod of the other: choose one cluster to be exact.

## Versions of Grafana

The files are written in the schema of Grafana 7.5. Newer versions bring such files up to date when they read them. Panels are of the types time series, stat, table and heatmap, none of which needs Angular, so Grafana 11 and newer show them as they are. In 7.5 itself, where time series were new, the lines of thresholds are missing.

## How they get there

The dashboards are keys of the ConfigMap \`N-monitor-grafana\`, which Grafana's pods have mounted already, so they change nothing about the pods. Grafana looks for changed files every ten seconds. That there is a second folder to look into it reads when it starts: in pods that ran before, the folder appears after their next restart, or at once with

\`\`\`sh
curl -X POST -u admin:… http://…/api/admin/provisioning/dashboards/reload
\`\`\`

They can be copied in Grafana, but not saved over: the next render would undo it. All of them together take about a quarter of what a ConfigMap may hold. The ConfigMap has the annotation \`kustomize.toolkit.fluxcd.io/substitute: disabled\`, so that Flux leaves the variables of Grafana alone where rendered objects are committed.`;
