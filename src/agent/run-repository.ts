import type { TargetDefaults } from '../layout/layout.ts';
import type { Source } from '../model/ports/source.ts';
import type { Target } from '../model/target.ts';
import { reportWithoutApply } from '../report/report-of-apply.ts';
import type { TargetReport } from '../report/target-report.ts';
import type { AgentPorts } from './agent-ports.ts';
import { defaultBackoff } from './backoff.ts';
import type { BuildCache } from './build-cache/build-cache.ts';
import { logReport } from './log-report.ts';
import { createLookReporter } from './look-reporter.ts';
import { prepareCommit } from './prepare-commit.ts';
import type { Publisher } from './publisher.ts';
import type { ReconcileContext } from './reconcile.ts';
import { createSupervisor, type Supervisor } from './supervisor.ts';
import { type RepositoryWatch, watchRepository } from './watch-repository.ts';

/** One path of one repository, with everything needed to keep it deployed. */
export interface RepositoryOptions {
  /** Unique and stable: the repository and the path, without credentials. */
  readonly identity: string;
  /** The name of the repository's own line among the reports. */
  readonly ownRecord: string;
  readonly source: Source;
  readonly path: string;
  readonly defaults: TargetDefaults;
  /** Targets attempted at once. */
  readonly concurrency: number;
  /** Whether each target is attempted once, however it ends. */
  readonly once: boolean;
  readonly nextPoll: (now: number) => number;
  readonly contextOf: (target: string) => ReconcileContext;
  readonly publisher: Publisher;
  readonly builds: BuildCache;
  readonly namespace: string;
  readonly onReport: (report: TargetReport) => void;
  readonly stop: AbortSignal;
}

export interface RepositoryRun {
  readonly watch: RepositoryWatch;
  readonly supervisor: Supervisor;
}

/** Puts together what watches one repository; nothing runs before `watch.run` or `watch.look`. */
export function runRepository(options: RepositoryOptions, ports: AgentPorts): RepositoryRun {
  const { identity, ownRecord, path, concurrency, once, publisher, stop } = options;
  const { clock, random, cluster, discovery } = ports;
  const log = ports.log.with({ repository: identity });
  const builds = options.builds.within(identity);
  const prepareOptions = {
    ...options,
    repository: identity,
    cluster,
    builds,
    contextOf: (target: string) => ({ ...options.contextOf(target), builds }),
  };

  const latest = new Map<string, TargetReport>();
  /** What the supervisor's targets are at. */
  let revision = '';

  function report(one: TargetReport): void {
    logReport(one, latest.get(one.target), log);
    if (one.phase === 'Removed') latest.delete(one.target);
    else latest.set(one.target, one);
    options.onReport(one);
  }

  function waitingReport({ name, path, prune }: Target, waitsFor: string): TargetReport {
    const now = clock.now();
    const subject = { target: name, repository: identity, path, prune, revision, startedAt: now };
    return reportWithoutApply(subject, 'Waiting', `waits for ${waitsFor}`, [], now);
  }

  const supervisor = createSupervisor({
    clock,
    random,
    backoff: defaultBackoff,
    concurrency,
    once,
    stop,
    onReport(one) {
      report(one);
      // What failed may have failed for kinds that the API server has learnt since.
      if (one.phase === 'Failed') discovery.refresh();
      watch.wake();
    },
    onHold(target, waitsFor) {
      const one = waitingReport(target, waitsFor);
      report(one);
      // In turn with whatever else is told of the target; it never rejects.
      void publisher.publish(one, undefined);
    },
  });
  const lookReporter = createLookReporter({ target: ownRecord, repository: identity, path }, clock);
  const watch = watchRepository(
    {
      source: options.source,
      nextPoll: options.nextPoll,
      async prepare(snapshot) {
        const prepared = await prepareCommit(snapshot, prepareOptions);
        revision = prepared.revision;
        return prepared;
      },
      async onLook(look) {
        const one = lookReporter(look);
        if (one === undefined) return;
        report(one);
        await publisher.publish(one, []);
      },
    },
    supervisor,
    { clock, random, backoff: defaultBackoff, stop },
  );
  return { watch, supervisor };
}
