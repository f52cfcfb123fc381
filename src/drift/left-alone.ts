import { isJsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { splitApiVersion } from '../model/object-id.ts';
import type { FieldDifference } from './field-difference.ts';

/**
 * Whether a difference is another controller's business: the number of replicas,
 * where something scales the workload through its `scale` subresource, as a
 * HorizontalPodAutoscaler does. `kubectl scale` is a person's doing, and drift.
 */
export function isAutoscaled({ path, writer }: FieldDifference): boolean {
  return (
    path.join('.') === 'spec.replicas' &&
    writer?.recorded === true &&
    writer.subresource === 'scale' &&
    !writer.manager.startsWith('kubectl')
  );
}

/**
 * Whether an object with a target's label is no foreign one although the target
 * never made it: a controller made it and copied the labels of its owner, or it
 * is told not to be compared, as Argo CD's `IgnoreExtraneous` does.
 */
export function isExtraneous({ kind, metadata }: Manifest): boolean {
  const owned = metadata.ownerReferences?.some(({ controller }) => controller === true) === true;
  const options = metadata.annotations?.['argocd.argoproj.io/compare-options'] ?? '';
  return (
    owned ||
    kind === 'Endpoints' ||
    options.split(',').some((option) => option.trim() === 'IgnoreExtraneous')
  );
}

/** Whether it is in the nature of an object to be gone some time: a Job that is deleted once it is done. */
export function mayBeGone({ apiVersion, kind, spec }: Manifest): boolean {
  const isJob = kind === 'Job' && splitApiVersion(apiVersion).group === 'batch';
  return isJob && isJsonObject(spec) && spec.ttlSecondsAfterFinished !== undefined;
}
