import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target } from '../model/target.ts';
import type { TargetReport } from '../report/target-report.ts';
import { defaultBackoff } from './backoff.ts';
import { type ReconcileContext, reconcile } from './reconcile.ts';
import { createSupervisor } from './supervisor.ts';
import { systemClock } from './system-clock.ts';

/** What stands for a commit, and for a repository, where a folder is applied as it is. */
export const localRevision = 'local';
export const localRepository = 'local';

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
  knownTargets: ReadonlySet<string>,
  contextOf: (target: string) => ReconcileContext,
  stop: AbortSignal,
): Promise<PassResult> {
  const reports: TargetReport[] = [];
  const supervisor = createSupervisor({
    clock: systemClock,
    random: Math.random,
    backoff: defaultBackoff,
    concurrency: 4,
    stop,
    onReport: (report) => reports.push(report),
    onHold: () => {},
  });
  const place = { tree, repository: localRepository, revision: localRevision, knownTargets };
  supervisor.offer(localRevision, targets, (target, signals) =>
    reconcile({ target, ...place, signal: signals.stop }, contextOf(target.name)),
  );
  await supervisor.idle();
  const attempted = new Set(reports.map(({ target }) => target));
  const held = targets.map(({ name }) => name).filter((name) => !attempted.has(name));
  return { reports, held };
}
