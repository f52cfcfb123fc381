import type { Target } from '../model/target.ts';
import type { StatusRecord } from '../report/status-record.ts';

/** The targets of a repository that Git declared once and does not any more. */
export function goneTargets(
  records: readonly StatusRecord[],
  repository: string,
  declared: readonly Target[],
): readonly StatusRecord[] {
  const names = new Set(declared.map(({ name }) => name));
  return records.filter((record) => record.repository === repository && !names.has(record.target));
}

/**
 * A gone target, as one that is still to be attempted once. It waits for every
 * target that Git does declare: objects that moved to one of them must have
 * arrived before what is left is deleted.
 */
export function farewellTo(
  { target, path, prune }: StatusRecord,
  declared: readonly Target[],
  defaults: { readonly interval: number; readonly timeout: number },
): Target {
  return {
    name: target,
    declaredBy: 'overlay',
    position: undefined,
    path,
    files: undefined,
    targetNamespace: undefined,
    defaultNamespace: undefined,
    createNamespace: undefined,
    prune,
    suspend: false,
    blocked: [],
    selfHeal: true,
    wait: true,
    interval: defaults.interval,
    timeout: defaults.timeout,
    dependsOn: declared.filter(({ suspend }) => !suspend).map(({ name }) => name),
    build: { order: 'legacy', loadRestrictor: 'rootOnly' },
  };
}
