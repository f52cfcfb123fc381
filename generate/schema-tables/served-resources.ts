/**
 * The built-in resources the embedded API serves: what Tidewatch renders,
 * migrates, reports to or waits for, and what these are made of. Everything
 * else answers 404, as on a server where it is switched off.
 */
export const SERVED_RESOURCES: Readonly<Record<string, readonly string[]>> = {
  v1: [
    'configmaps',
    'endpoints',
    'events',
    'namespaces',
    'nodes',
    'persistentvolumeclaims',
    'persistentvolumes',
    'pods',
    'secrets',
    'serviceaccounts',
    'services',
  ],
  'apps/v1': ['controllerrevisions', 'daemonsets', 'deployments', 'replicasets', 'statefulsets'],
  'batch/v1': ['cronjobs', 'jobs'],
  'networking.k8s.io/v1': ['ingressclasses', 'ingresses', 'networkpolicies'],
  'rbac.authorization.k8s.io/v1': ['clusterrolebindings', 'clusterroles', 'rolebindings', 'roles'],
  'coordination.k8s.io/v1': ['leases'],
  'storage.k8s.io/v1': ['storageclasses'],
  'policy/v1': ['poddisruptionbudgets'],
  'authorization.k8s.io/v1': ['selfsubjectaccessreviews'],
  'apiextensions.k8s.io/v1': ['customresourcedefinitions'],
};

/** Subresources that are served where the real server has them. */
export const SERVED_SUBRESOURCES: readonly string[] = ['status', 'scale'];
