import type { JsonObject } from '../../model/json.ts';
import type { MonitoredCluster } from '../resolve/clusters.ts';
import { POD_ANNOTATION, POD_LABEL, type ScrapedComponent } from './components.ts';

const POD_NAME = '__meta_kubernetes_pod_name';
const NAMESPACE = '__meta_kubernetes_namespace';

/** Keeps the pods of one component of one cluster, and names their targets. */
export function relabelings(
  component: ScrapedComponent,
  { id, separator }: MonitoredCluster,
): readonly JsonObject[] {
  return [
    keep(`${POD_LABEL}_instance`, escapeRegex(id.name)),
    keep(NAMESPACE, id.namespace),
    keep(`${POD_ANNOTATION}_prometheus_io_scrape`, 'true'),
    keep(`${POD_LABEL}_component`, component.component),
    address(component),
    copy(NAMESPACE, 'kubernetes_namespace'),
    copy(`${POD_LABEL}_instance`, 'cluster'),
    copy(POD_NAME, 'instance'),
    copy(`${POD_LABEL}_component`, 'component'),
    {
      source_labels: [NAMESPACE, `${POD_LABEL}_instance`],
      separator,
      target_label: 'tidb_cluster',
    },
    {
      source_labels: [`${POD_ANNOTATION}_prometheus_io_path`],
      action: 'replace',
      target_label: '__metrics_path__',
      regex: '(.+)',
    },
  ];
}

/** The name of the job of one component of one cluster. */
export function jobName(component: ScrapedComponent, { id, separator }: MonitoredCluster): string {
  return `${id.namespace}${separator}${id.name}-${component.job}`;
}

function address(component: ScrapedComponent): JsonObject {
  return {
    action: 'replace',
    regex: '(.+);(.+);(.+);(.+)',
    replacement: component.address,
    target_label: '__address__',
    source_labels: [
      POD_NAME,
      `${POD_LABEL}_${component.named}`,
      NAMESPACE,
      component.portAnnotation,
    ],
  };
}

function keep(label: string, regex: string): JsonObject {
  return { source_labels: [label], action: 'keep', regex };
}

function copy(label: string, target: string): JsonObject {
  return { source_labels: [label], action: 'replace', target_label: target };
}

/** A name may hold dots, which must not match anything else. */
function escapeRegex(name: string): string {
  return name.replaceAll('.', '\\.');
}
