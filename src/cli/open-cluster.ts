import type { BuildCache } from '../agent/build-cache/build-cache.ts';
import { composeReconcile } from '../agent/compose-reconcile.ts';
import { ensureNamespace } from '../agent/ensure-namespace.ts';
import type { ReconcileContext } from '../agent/reconcile.ts';
import { systemClock } from '../agent/system-clock.ts';
import { connectTo } from './connect-to.ts';
import type { Io } from './io.ts';
import { progressOf } from './progress.ts';
import { stderrLog } from './stderr-log.ts';
import type { ClusterOptions } from './verbs.ts';

/** A cluster, with what planning and applying to it need. */
export interface ClusterSession extends AsyncDisposable {
  readonly contextOf: (target: string) => ReconcileContext;
  /** Makes the namespace of inventories, when it is not there. */
  ensureNamespace(): Promise<void>;
}

export async function openCluster(
  options: ClusterOptions & { readonly approve?: string },
  io: Io,
  builds?: BuildCache,
): Promise<ClusterSession> {
  const connection = await connectTo(options, io);
  const { cluster, discovery, logs } = connection;
  const { namespace } = options;
  const { contextOf } = composeReconcile({
    cluster,
    discovery,
    clock: systemClock,
    log: stderrLog(io, 'warn'),
    logs,
    namespace,
    ...(builds === undefined ? {} : { builds }),
    approvals: new Set(options.approve === undefined ? [] : [options.approve]),
    onProgress: (target) => progressOf(target, io),
  });
  return {
    contextOf,
    ensureNamespace: () => ensureNamespace(namespace, cluster),
    [Symbol.asyncDispose]: () => connection.close(),
  };
}
