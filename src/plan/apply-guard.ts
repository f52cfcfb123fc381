import type { Manifest } from '../model/manifest.ts';
import { fluxSetting } from './annotations.ts';
import { isSkipped } from './hooks/hook-declaration.ts';
import type { SkipReason } from './skip-reason.ts';

/** Why a desired object must not be applied; `undefined` where nothing speaks against it. */
export function applyGuard(desired: Manifest, live: Manifest | undefined): SkipReason | undefined {
  if (isSkipped(desired)) {
    return { code: 'SKIPPED', text: 'argocd.argoproj.io/hook: Skip keeps it off the cluster' };
  }
  if (isLocalConfig(desired)) {
    return {
      code: 'LOCAL_CONFIG',
      text: 'config.kubernetes.io/local-config keeps it off the cluster',
    };
  }
  // What stands on the live object counts as well: that is how somebody holds
  // an object still without a commit.
  for (const object of [desired, live]) {
    const setting = object === undefined ? undefined : disabledBy(object);
    if (setting !== undefined) return { code: 'RECONCILE_DISABLED', text: `${setting} is set` };
  }
  if (live === undefined) return undefined;
  if (fluxSetting(desired, 'ssa') === 'ifnotpresent') {
    return {
      code: 'ALREADY_PRESENT',
      text: 'kustomize.toolkit.fluxcd.io/ssa: IfNotPresent is set and it exists',
    };
  }
  return undefined;
}

function isLocalConfig({ metadata }: Manifest): boolean {
  const value = metadata.annotations?.['config.kubernetes.io/local-config'];
  return value !== undefined && value !== 'false';
}

function disabledBy(object: Manifest): string | undefined {
  if (fluxSetting(object, 'reconcile') === 'disabled') {
    return 'kustomize.toolkit.fluxcd.io/reconcile: disabled';
  }
  if (fluxSetting(object, 'ssa') === 'ignore') return 'kustomize.toolkit.fluxcd.io/ssa: Ignore';
  const mutation = object.metadata.annotations?.['client.lifecycle.config.k8s.io/mutation'];
  return mutation === 'ignore' ? 'client.lifecycle.config.k8s.io/mutation: ignore' : undefined;
}
