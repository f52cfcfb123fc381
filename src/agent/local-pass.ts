import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target } from '../model/target.ts';
import { localRepository, type TargetReport } from '../report/target-report.ts';
import { defaultBackoff } from './backoff.ts';
import { type ReconcileContext, reconcile } from './reconcile.ts';
import { createSupervisor } from './supervisor.ts';
import { systemClock } from './system-clock.ts';

/**
 * What stands for a repository and a commit where a folder is applied as it is.
 * From a folder alone nobody can tell that another target is gone: nothing is
 * taken from one.
 */
export const localPlace = {
  repository: localRepository,
  revision: 'local',
  goneTargets: new Set<string>() as ReadonlySet<string>,
};

/** What came of a pass over the targets of a folder. */
export interface PassResult {
  /** In the order the attempts ended. */
  readonly reports: readonly TargetReport[];
  /** Targets that were not attempted, because what they depend on is not ready. */
  readonly held: readonly string[];
}

/** One attempt at each target of a folder, in the order of their dependencies. */
export async function localPass(
  tree: FileTree,
  targets: readonly Target[],
  contextOf: (target: string) => ReconcileContext,
  stop: AbortSignal,
): Promise<PassResult> {
  const reports: TargetReport[] = [];
  const supervisor = createSupervisor({
    clock: systemClock,
    random: Math.random,
    backoff: defaultBackoff,
    concurrency: 4,
    once: true,
    stop,
    onReport: (report) => reports.push(report),
    onHold: () => {},
  });
  const place = { tree, ...localPlace };
  supervisor.offer(localPlace.revision, targets, (target, signals) =>
    reconcile({ target, ...place, signal: signals.stop }, contextOf(target.name)),
  );
  await supervisor.idle();
  const attempted = new Set(reports.map(({ target }) => target));
  const held = targets.map(({ name }) => name).filter((name) => !attempted.has(name));
  return { reports, held };
}
