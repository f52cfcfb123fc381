/** The volumes of a pod that are always, or may be, there. */
export const VOLUMES = {
  /** Everything that outlives the pod; also the name of the volume claim template. */
  data: 'tidbmonitor',
  prometheusConfig: 'prometheus-config',
  prometheusRules: 'prometheus-rules',
  externalRules: 'external-rules',
  assets: 'tls-assets',
  datasource: 'datasource',
  dashboardsProvisioning: 'dashboards-provisioning',
  grafanaDashboard: 'grafana-dashboard',
} as const;
