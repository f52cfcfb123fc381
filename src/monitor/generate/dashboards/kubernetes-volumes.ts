import { lines, type RowDefinition, table } from './definition.ts';
import { combined, type Query } from './promql.ts';
import { ofPods as q } from './scopes.ts';

const CLAIM = '(namespace, persistentvolumeclaim)';
const LEGEND = '{{namespace}}/{{persistentvolumeclaim}}';

/** The claims of the selected pods, with the value 1. */
const claims = `max by ${CLAIM} (${q.select('kube_pod_spec_volumes_persistentvolumeclaims_info')})`;

/** A metric of claims, for those of the selected pods. */
function ofClaims(metric: string, { name = '', where = '', labels = '' } = {}): Query {
  const kept = labels === '' ? CLAIM : `(namespace, persistentvolumeclaim, ${labels})`;
  const selector = `${metric}{namespace=~"$pod_namespace"${where}}`;
  return {
    expr: `max by ${kept} (${selector}) * on ${CLAIM} group_left () ${claims}`,
    legend: [name, LEGEND].filter(Boolean).join(' '),
  };
}

const REQUESTED = 'kube_persistentvolumeclaim_resource_requests_storage_bytes';

export const volumeRow: RowDefinition = {
  title: 'Volumes',
  panels: [
    lines({
      title: 'Volume space in use',
      description: 'The part of each volume that is full. TiKV stops taking writes when its is.',
      unit: 'percentunit',
      kubernetes: true,
      queries: [
        combined(ofClaims('kubelet_volume_stats_used_bytes'), '/', {
          expr: `max by ${CLAIM} (kubelet_volume_stats_capacity_bytes{namespace=~"$pod_namespace"})`,
          legend: LEGEND,
        }),
      ],
      min: 0,
      max: 1,
      warning: 0.7,
      critical: 0.85,
    }),
    lines({
      title: 'Volume space usage',
      description: 'How large the volumes are, and how much of them is used and free.',
      unit: 'bytes',
      kubernetes: true,
      queries: [
        ofClaims('kubelet_volume_stats_capacity_bytes', { name: 'total' }),
        ofClaims('kubelet_volume_stats_used_bytes', { name: 'used' }),
        ofClaims('kubelet_volume_stats_available_bytes', { name: 'free' }),
      ],
      min: 0,
    }),
    table({
      title: 'PVC info',
      description: 'What the claims ask for, their storage class, and their phase.',
      unit: 'none',
      kubernetes: true,
      queries: [
        {
          expr: `max by ${CLAIM} (${REQUESTED}{namespace=~"$pod_namespace"}) * on ${CLAIM} group_right () (${ofClaims('kube_persistentvolumeclaim_info', { labels: 'storageclass' }).expr}) * on ${CLAIM} group_left (phase) (max by (namespace, persistentvolumeclaim, phase) (kube_persistentvolumeclaim_status_phase{namespace=~"$pod_namespace"}) == 1)`,
          legend: LEGEND,
        },
      ],
      columns: {
        namespace: 'Namespace',
        persistentvolumeclaim: 'Claim',
        storageclass: 'Storage class',
        phase: 'Phase',
      },
      values: [{ heading: 'Requested', unit: 'bytes' }],
    }),
  ],
};
