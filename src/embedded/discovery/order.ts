import { compareText } from '../../model/object-id.ts';

/** The built-in groups in the order of the real server; custom groups follow by name. */
const BUILTIN_ORDER = [
  '',
  'apiregistration.k8s.io',
  'apps',
  'events.k8s.io',
  'authentication.k8s.io',
  'authorization.k8s.io',
  'autoscaling',
  'batch',
  'certificates.k8s.io',
  'networking.k8s.io',
  'policy',
  'rbac.authorization.k8s.io',
  'storage.k8s.io',
  'admissionregistration.k8s.io',
  'apiextensions.k8s.io',
  'scheduling.k8s.io',
  'coordination.k8s.io',
];

export function orderGroups(groups: readonly string[]): readonly string[] {
  const rank = (group: string): number => {
    const index = BUILTIN_ORDER.indexOf(group);
    return index < 0 ? BUILTIN_ORDER.length : index;
  };
  return [...groups].sort((a, b) => rank(a) - rank(b) || compareText(a, b));
}

const VERSION = /^v(\d+)(?:(alpha|beta)(\d+))?$/;
const STAGES = ['alpha', 'beta', undefined];

/** Orders versions as Kubernetes prefers them: `v2`, `v1`, `v1beta1`, `v1alpha1`, others by name. */
export function orderVersions(versions: readonly string[]): readonly string[] {
  return [...versions].sort((a, b) => {
    const left = VERSION.exec(a);
    const right = VERSION.exec(b);
    if (left === null || right === null) {
      if (left === right) return compareText(a, b);
      return left === null ? 1 : -1;
    }
    return (
      STAGES.indexOf(right[2]) - STAGES.indexOf(left[2]) ||
      Number(right[1]) - Number(left[1]) ||
      Number(right[3] ?? 0) - Number(left[3] ?? 0)
    );
  });
}
