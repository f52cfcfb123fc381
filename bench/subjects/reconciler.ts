import { createBuildCache } from '../../src/agent/build-cache/build-cache.ts';
import { composeReconcile } from '../../src/agent/compose-reconcile.ts';
import { ensureNamespace } from '../../src/agent/ensure-namespace.ts';
import { reconcile } from '../../src/agent/reconcile.ts';
import { renderTarget } from '../../src/agent/render-target.ts';
import { systemClock } from '../../src/agent/system-clock.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import type { SentRequest } from '../../src/kubernetes/connection-options.ts';
import type { FileTree } from '../../src/model/ports/file-tree.ts';
import type { TargetReport } from '../../src/report/target-report.ts';
import { recordingLog } from '../../test/support/recording-log.ts';
import { aTarget } from '../../test/support/targets.ts';

export interface ReconcilerOptions {
  readonly kubeconfig: string;
  readonly tree: FileTree;
  /** The target's folder in the tree. */
  readonly path: string;
  /** The name of the target, and the namespace of its objects. */
  readonly name: string;
}

/** An agent's way from rendered objects to a report, in this process. */
export interface Reconciler {
  /** Builds the target's folder: what an agent has done before its layout names the target. */
  build(): Promise<void>;
  /** Makes the namespace of inventories and status records, as an agent does first of all. */
  prepare(): Promise<void>;
  /** Plans, applies and reports what `build` built. Throws where the target is not ready then. */
  reconcile(): Promise<TargetReport>;
  /** What was sent since the last call. */
  takeRequests(): readonly SentRequest[];
  close(): Promise<void>;
}

export function createReconciler({ kubeconfig, tree, path, name }: ReconcilerOptions): Reconciler {
  let sent: SentRequest[] = [];
  const connection = connect({
    clock: systemClock,
    kubeconfig,
    onRequest: (request) => sent.push(request),
  });
  const { cluster, discovery } = connection;
  const log = recordingLog();
  const namespace = 'tidewatch-system';
  const builds = createBuildCache();
  const { contextOf } = composeReconcile({
    cluster,
    discovery,
    clock: systemClock,
    log,
    namespace,
    builds,
  });
  const target = aTarget(name, { path, defaultNamespace: name });
  return {
    prepare: () => ensureNamespace(namespace, cluster),
    async build() {
      await renderTarget(target, tree, builds);
    },
    async reconcile() {
      const place = {
        repository: 'bench',
        revision: 'main@sha1:1',
        goneTargets: new Set<string>(),
      };
      const report = await reconcile({ target, tree, ...place }, contextOf(name));
      if (report.phase === 'Ready' && log.lines.length === 0) return report;
      throw new Error(`${name} is ${report.phase}: ${JSON.stringify([report, log.lines])}`);
    },
    takeRequests() {
      const taken = sent;
      sent = [];
      return taken;
    },
    close: () => connection.close(),
  };
}
