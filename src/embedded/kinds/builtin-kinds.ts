import { objectOf, textOf } from '../registry/metadata.ts';
import { BASE_STRATEGY, RESET_SPEC, RESET_SPEC_AND_METADATA } from './base-strategy.ts';
import { customResourceDefinitions } from './custom-resource-definitions.ts';
import { configMapStrategy, secretStrategy } from './data-objects.ts';
import { selectableEventFields } from './events.ts';
import type { Kind } from './kind.ts';
import { namespaceStrategy } from './namespaces.ts';
import { podStrategy } from './pods.ts';
import {
  clusterRoleBindingStrategy,
  clusterRoleStrategy,
  roleBindingStrategy,
  roleStrategy,
} from './rbac.ts';
import { serviceBase } from './services.ts';
import { specAndStatus } from './spec-and-status.ts';
import { persistentVolumeBase, persistentVolumeClaimBase } from './volumes.ts';
import {
  cronJobBase,
  daemonSetBase,
  deploymentBase,
  jobBase,
  replicaSetBase,
  statefulSetBase,
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
  'v1/services': { strategy: serviceBase },
  'v1/serviceaccounts': { strategy: { ...BASE_STRATEGY, returnsDeleted: true } },
  'storage.k8s.io/v1/storageclasses': { strategy: { ...BASE_STRATEGY, returnsDeleted: true } },
  'v1/persistentvolumes': { strategy: persistentVolumeBase },
  'v1/persistentvolumeclaims': { strategy: persistentVolumeClaimBase },
  'v1/nodes': {
    strategy: specAndStatus({ emptyStatus: {}, statusResets: RESET_SPEC, generation: false }),
  },
  'apps/v1/deployments': { strategy: deploymentBase, scale: workloadScale },
  'apps/v1/statefulsets': { strategy: statefulSetBase, scale: workloadScale },
  'apps/v1/replicasets': { strategy: replicaSetBase, scale: workloadScale },
  'apps/v1/daemonsets': { strategy: daemonSetBase },
  'batch/v1/jobs': { strategy: jobBase },
  'batch/v1/cronjobs': { strategy: cronJobBase },
  'networking.k8s.io/v1/ingresses': {
    strategy: specAndStatus({
      emptyStatus: { loadBalancer: {} },
      statusResets: RESET_SPEC,
      generation: true,
    }),
  },
  'networking.k8s.io/v1/networkpolicies': {
    strategy: {
      ...specAndStatus({
        emptyStatus: {},
        statusResets: RESET_SPEC_AND_METADATA,
        generation: true,
      }),
    },
  },
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
  'v1/events': {
    strategy: { ...BASE_STRATEGY, createOnUpdate: true, propagation: 'Unsupported' },
    selectableFields: selectableEventFields,
  },
  'apiextensions.k8s.io/v1/customresourcedefinitions': customResourceDefinitions,
};

/** The particulars of a built-in kind, by `apps/v1/deployments`. */
export function builtinKind(resource: string): Kind {
  return KINDS[resource] ?? PLAIN;
}
