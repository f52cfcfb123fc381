import type { Registry } from '../registry/registry.ts';
import { handsOf } from './controller.ts';
import { definitionController } from './custom-resource-definitions.ts';
import { deploymentController } from './deployments.ts';
import { garbageCollector } from './garbage-collection.ts';
import { jobController } from './jobs.ts';
import { namespaceController } from './namespaces.ts';
import { followOwners } from './owner-index.ts';
import { type PodOptions, podController } from './pods.ts';
import { replicaSetController } from './replica-sets.ts';
import { type RunningControllers, runControllers } from './run-controllers.ts';
import { statefulSetController } from './stateful-sets.ts';
import { volumeController } from './volumes.ts';

/**
 * Starts the controllers of a cluster, and the stand-in for its nodes. Without
 * `pods` only the one runs that is part of the API server itself.
 */
export function startControllers(
  registry: Registry,
  pods: PodOptions | undefined,
): RunningControllers {
  const owners = followOwners(registry);
  const definitions = definitionController(handsOf(registry, owners, 'kube-apiserver'));
  if (pods === undefined) return runControllers(registry, [definitions]);
  const manager = handsOf(registry, owners, 'kube-controller-manager');
  return runControllers(registry, [
    definitions,
    namespaceController(manager),
    garbageCollector(manager),
    volumeController(manager),
    deploymentController(manager),
    replicaSetController(manager),
    statefulSetController(manager),
    jobController(manager),
    podController(handsOf(registry, owners, 'kubelet'), pods),
  ]);
}
