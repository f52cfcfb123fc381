import type { DashboardDefinition } from './definition.ts';
import { nodeRows } from './kubernetes-nodes.ts';
import { podRows } from './kubernetes-pods.ts';
import { volumeRow } from './kubernetes-volumes.ts';
import { kubernetesSelection } from './variables.ts';

export const kubernetes: DashboardDefinition = {
  uid: 'tidewatch-kubernetes',
  title: 'Kubernetes',
  description:
    'The pods of the selected clusters, their volumes and their nodes, as Kubernetes measures them.',
  components: [],
  variables: kubernetesSelection(),
  rows: [...podRows, volumeRow, ...nodeRows],
};
