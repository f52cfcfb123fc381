import { type Manifest, valueAt } from '../model/manifest.ts';
import { splitApiVersion } from '../model/object-id.ts';
import { conditionOf, isTrue } from './conditions.ts';
import { declaredHealth } from './declared-health.ts';
import {
  current,
  failed,
  type Health,
  type HealthRule,
  type HealthRules,
  inProgress,
  type ObjectHealth,
} from './health.ts';
import {
  daemonSetHealth,
  deploymentHealth,
  jobHealth,
  podHealth,
  replicaSetHealth,
  statefulSetHealth,
} from './workload-health.ts';

const kindRules: HealthRules = new Map<string, HealthRule>([
  ['apps/Deployment', deploymentHealth],
  ['apps/StatefulSet', statefulSetHealth],
  ['apps/DaemonSet', daemonSetHealth],
  ['apps/ReplicaSet', replicaSetHealth],
  ['batch/Job', jobHealth],
  ['/Pod', podHealth],
  ['/PersistentVolumeClaim', claimHealth],
  ['/Service', serviceHealth],
  ['/Namespace', namespaceHealth],
  ['policy/PodDisruptionBudget', () => current('it has been observed')],
  ['apiextensions.k8s.io/CustomResourceDefinition', definitionHealth],
]);

/** Built-in kinds that are healthy by being there: they need not be looked at again. */
const passiveKinds: ReadonlySet<string> = new Set([
  '/ConfigMap',
  '/Secret',
  '/ServiceAccount',
  '/LimitRange',
  '/ResourceQuota',
  '/Endpoints',
  'batch/CronJob',
  'discovery.k8s.io/EndpointSlice',
  'networking.k8s.io/NetworkPolicy',
  'networking.k8s.io/Ingress',
  'networking.k8s.io/IngressClass',
  'rbac.authorization.k8s.io/Role',
  'rbac.authorization.k8s.io/RoleBinding',
  'rbac.authorization.k8s.io/ClusterRole',
  'rbac.authorization.k8s.io/ClusterRoleBinding',
  'scheduling.k8s.io/PriorityClass',
  'storage.k8s.io/StorageClass',
  'admissionregistration.k8s.io/MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/ValidatingWebhookConfiguration',
]);

/** Whether a kind is healthy as soon as it exists. */
export function isPassive(group: string, kind: string, rules: HealthRules): boolean {
  const key = `${group}/${kind}`;
  return passiveKinds.has(key) && !rules.has(key);
}

/**
 * How healthy a live object is. What it declares itself comes first, then a rule
 * of `rules` decides for its kind alone; otherwise what all objects have in common does, then the rule for the kind,
 * then the condition `Ready` of a kind nobody has a rule for.
 */
export function healthOf(
  live: Manifest,
  rules: HealthRules,
  owned: readonly ObjectHealth[] = [],
): Health {
  if (live.metadata.deletionTimestamp !== undefined) {
    const { finalizers = [] } = live.metadata;
    const waits = finalizers.length === 0 ? '' : `, and waits for ${finalizers.join(', ')}`;
    return { status: 'Terminating', message: `it is being deleted${waits}` };
  }
  const key = `${splitApiVersion(live.apiVersion).group}/${live.kind}`;
  const declared = declaredHealth(live);
  if (declared !== undefined) return declared;
  const own = rules.get(key);
  if (own !== undefined) return own(live, owned);
  return commonHealth(live) ?? kindRules.get(key)?.(live, owned) ?? readyHealth(live);
}

/** What kinds that follow the conventions say about themselves. */
function commonHealth(live: Manifest): Health | undefined {
  const { generation } = live.metadata;
  const observed = valueAt(live, ['status', 'observedGeneration']);
  if (generation !== undefined && observed !== undefined && observed !== generation) {
    return inProgress('its controller has not seen the last change yet');
  }
  const reconciling = conditionOf(live, 'Reconciling');
  if (reconciling !== undefined && isTrue(reconciling)) return inProgress(reconciling.message);
  const stalled = conditionOf(live, 'Stalled');
  return stalled !== undefined && isTrue(stalled) ? failed(stalled.message) : undefined;
}

function readyHealth(live: Manifest): Health {
  const ready = conditionOf(live, 'Ready');
  if (ready === undefined || isTrue(ready)) return current('it exists');
  return inProgress(ready.message === '' ? 'it is not ready' : ready.message);
}

function claimHealth(live: Manifest): Health {
  const phase = valueAt(live, ['status', 'phase']);
  if (phase === 'Bound') return current('it is bound');
  return phase === 'Lost'
    ? failed('its volume is lost')
    : inProgress('it is not bound to a volume yet');
}

function serviceHealth(live: Manifest): Health {
  const address = valueAt(live, ['spec', 'clusterIP']);
  return valueAt(live, ['spec', 'type']) === 'LoadBalancer' && !address
    ? inProgress('it has no address yet')
    : current('it exists');
}

function namespaceHealth(live: Manifest): Health {
  const phase = valueAt(live, ['status', 'phase']);
  return phase === 'Active' ? current('it is active') : inProgress('it is not active yet');
}

function definitionHealth(live: Manifest): Health {
  const names = conditionOf(live, 'NamesAccepted');
  if (names?.status === 'False') return failed(`its names are not accepted: ${names.message}`);
  const established = conditionOf(live, 'Established');
  if (established?.status === 'False' && established.reason !== 'Installing') {
    return failed(`it is not established: ${established.message}`);
  }
  return isTrue(established)
    ? current('it is established')
    : inProgress('it is not established yet');
}
