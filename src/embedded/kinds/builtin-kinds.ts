import { objectOf, textOf } from '../registry/metadata.ts';
import { validateIngress } from '../validation/ingresses.ts';
import { keptStorageClass } from '../validation/storage.ts';
import { BASE_STRATEGY, RESET_SPEC } from './base-strategy.ts';
import { customResourceDefinitions } from './custom-resource-definitions.ts';
import { configMapStrategy, secretStrategy } from './data-objects.ts';
import { eventKind } from './events.ts';
import type { Kind } from './kind.ts';
import { namespaceStrategy } from './namespaces.ts';
import { podStrategy } from './pods.ts';
import {
  clusterRoleBindingStrategy,
  clusterRoleStrategy,
  roleBindingStrategy,
  roleStrategy,
} from './rbac.ts';
import { serviceStrategy } from './services.ts';
import { specAlone, specAndStatus } from './spec-and-status.ts';
import { persistentVolumeClaimStrategy, persistentVolumeStrategy } from './volumes.ts';
import {
  cronJobStrategy,
  daemonSetStrategy,
  deploymentStrategy,
  jobStrategy,
  replicaSetStrategy,
  statefulSetStrategy,
  workloadScale,
} from './workloads.ts';

const PLAIN: Kind = { strategy: BASE_STRATEGY };

const statusPhase = (object: Parameters<typeof objectOf>[0]): string =>
  textOf(objectOf(objectOf(object).status).phase);

const KINDS: Readonly<Record<string, Kind>> = {
  'v1/configmaps': { strategy: configMapStrategy },
  'v1/secrets': { strategy: secretStrategy },
  'v1/namespaces': {
    strategy: namespaceStrategy,
    selectableFields: {
      'status.phase': statusPhase,
      name: (object) => textOf(objectOf(object.metadata).name),
    },
  },
  'v1/pods': {
    strategy: podStrategy,
    selectableFields: {
      'spec.nodeName': (object) => textOf(objectOf(object.spec).nodeName),
      'status.phase': statusPhase,
    },
  },
  'v1/services': { strategy: serviceStrategy },
  'v1/serviceaccounts': { strategy: { ...BASE_STRATEGY, returnsDeleted: true } },
  'storage.k8s.io/v1/storageclasses': {
    strategy: { ...BASE_STRATEGY, returnsDeleted: true, validateUpdate: keptStorageClass },
  },
  'v1/persistentvolumes': { strategy: persistentVolumeStrategy },
  'v1/persistentvolumeclaims': { strategy: persistentVolumeClaimStrategy },
  'v1/nodes': {
    strategy: specAndStatus({ emptyStatus: {}, statusResets: RESET_SPEC, generation: false }),
  },
  'apps/v1/deployments': { strategy: deploymentStrategy, scale: workloadScale },
  'apps/v1/statefulsets': { strategy: statefulSetStrategy, scale: workloadScale },
  'apps/v1/replicasets': { strategy: replicaSetStrategy, scale: workloadScale },
  'apps/v1/daemonsets': { strategy: daemonSetStrategy },
  'batch/v1/jobs': { strategy: jobStrategy },
  'batch/v1/cronjobs': { strategy: cronJobStrategy },
  'networking.k8s.io/v1/ingresses': {
    strategy: {
      ...specAndStatus({
        emptyStatus: { loadBalancer: {} },
        statusResets: RESET_SPEC,
        generation: true,
      }),
      validate: validateIngress,
      validateUpdate: validateIngress,
    },
  },
  'networking.k8s.io/v1/networkpolicies': { strategy: specAlone },
  'policy/v1/poddisruptionbudgets': {
    strategy: specAndStatus({
      emptyStatus: {
        disruptionsAllowed: 0,
        currentHealthy: 0,
        desiredHealthy: 0,
        expectedPods: 0,
      },
      statusResets: RESET_SPEC,
      generation: true,
    }),
  },
  'rbac.authorization.k8s.io/v1/roles': { strategy: roleStrategy },
  'rbac.authorization.k8s.io/v1/clusterroles': { strategy: clusterRoleStrategy },
  'rbac.authorization.k8s.io/v1/rolebindings': { strategy: roleBindingStrategy },
  'rbac.authorization.k8s.io/v1/clusterrolebindings': { strategy: clusterRoleBindingStrategy },
  'coordination.k8s.io/v1/leases': {
    strategy: { ...BASE_STRATEGY, createOnUpdate: true, unconditionalUpdate: false },
  },
  'v1/events': eventKind,
  'apiextensions.k8s.io/v1/customresourcedefinitions': customResourceDefinitions,
};

/** The particulars of a built-in kind, by `apps/v1/deployments`. */
export function builtinKind(resource: string): Kind {
  return KINDS[resource] ?? PLAIN;
}
