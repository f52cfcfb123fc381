import type { Layout, TargetDefaults } from '../layout/layout.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import { ClusterError } from '../model/ports/cluster-errors.ts';
import { formatRevision, type Snapshot } from '../model/ports/source.ts';
import type { Target } from '../model/target.ts';
import type { TargetReport } from '../report/target-report.ts';
import type { BuildCache } from './build-cache/build-cache.ts';
import { ensureNamespace } from './ensure-namespace.ts';
import { findTargetsIn } from './find-targets-in.ts';
import { farewellTo, goneTargets } from './gone-targets.ts';
import type { Publisher } from './publisher.ts';
import { type ReconcileContext, reconcile } from './reconcile.ts';
import { removeTarget } from './remove-target.ts';
import { listStatus } from './status-store.ts';
import type { Attempt, Signals } from './supervisor.ts';

/** What a commit asks for: the targets to attempt, those that left Git among them. */
export interface PreparedCommit {
  readonly layout: Layout;
  /** As `formatRevision` writes it. */
  readonly revision: string;
  readonly targets: readonly Target[];
  readonly attempt: Attempt;
}

export interface PrepareOptions {
  /** The repository and path, as status records name them. */
  readonly repository: string;
  /** The repository's own status record, which is no target. */
  readonly ownRecord: string;
  readonly path: string;
  readonly defaults: TargetDefaults;
  readonly cluster: Cluster;
  readonly namespace: string;
  readonly contextOf: (target: string) => ReconcileContext;
  readonly publisher: Publisher;
  readonly builds: BuildCache;
}

/** Finds the targets of a commit, and those that it does not declare any more. */
export async function prepareCommit(
  snapshot: Snapshot,
  options: PrepareOptions,
): Promise<PreparedCommit> {
  const { repository, defaults, contextOf, publisher } = options;
  await ensureNamespace(options.namespace, options.cluster);
  const layout = await findTargetsIn(snapshot.tree, options.path, defaults, options.builds);
  const recorded = await listStatus(options.cluster, options.namespace);
  publisher.recall(new Set(recorded.map(({ target }) => target)));
  const records = recorded.filter(({ target }) => target !== options.ownRecord);
  // A layout that cannot be read whole may hide targets: none of them is gone.
  const gone = layout.complete ? goneTargets(records, repository, layout.targets) : [];
  const goneNames = new Set(gone.map(({ target }) => target));
  const request = {
    tree: snapshot.tree,
    lineOrigin: snapshot.lineOrigin,
    repository,
    revision: formatRevision(snapshot.revision),
    goneTargets: goneNames,
  };
  const troubled = new Set<string>();

  async function attemptOne(target: Target, { stop, superseded }: Signals): Promise<TargetReport> {
    const one = { ...request, target, signal: stop, stopWaiting: superseded };
    const context = contextOf(target.name);
    if (troubled.has(target.name)) await mendNamespace(options);
    const report = goneNames.has(target.name)
      ? await removeTarget(one, context, publisher)
      : await reconcile(one, context);
    if (report.phase === 'Failed') troubled.add(target.name);
    else troubled.delete(target.name);
    return report;
  }

  return {
    layout,
    revision: request.revision,
    attempt: attemptOne,
    targets: [
      ...layout.targets,
      ...gone.map((record) => farewellTo(record, layout.targets, defaults)),
    ],
  };
}

/** Somebody may have deleted the namespace of the records: a failed target looks for it first. */
async function mendNamespace({ namespace, cluster }: PrepareOptions): Promise<void> {
  try {
    await ensureNamespace(namespace, cluster);
  } catch (thrown) {
    // Whatever keeps us from looking keeps the attempt from its goal, and that reports it.
    if (!(thrown instanceof ClusterError)) throw thrown;
  }
}
