import { composeReconcile } from '../../../src/agent/compose-reconcile.ts';
import { createDriftWatch, type DriftWatch } from '../../../src/agent/drift/drift-watch.ts';
import { observedWrites } from '../../../src/agent/drift/observed-writes.ts';
import { reconcile } from '../../../src/agent/reconcile.ts';
import { createWatchHub } from '../../../src/agent/watching/watch-hub.ts';
import type { KnownDrift } from '../../../src/drift/drift.ts';
import { parseDriftRule } from '../../../src/drift/policies.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { correctAtOnce, type DriftPolicy } from '../../../src/model/drift-policy.ts';
import type { JsonObject } from '../../../src/model/json.ts';
import { type Manifest, valueAt } from '../../../src/model/manifest.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import type { Target } from '../../../src/model/target.ts';
import { driftRecordOf } from '../../../src/report/drift-record.ts';
import { driftSummary } from '../../../src/report/drift-text.ts';
import type { TargetReport } from '../../../src/report/target-report.ts';
import { type OpenEmbedded, openEmbedded } from '../../embedded/open-embedded.ts';
import { recordingLog } from '../../support/recording-log.ts';
import { aTarget } from '../../support/targets.ts';

const system = 'tidewatch-system';

export interface DriftStageOptions {
  readonly files: Readonly<Record<string, string>>;
  readonly target?: Partial<Target>;
  readonly standard?: DriftPolicy;
  readonly rules?: readonly string[];
}

/** An agent's attempts and its drift watch, on an embedded cluster whose clock stands still. */
export interface DriftStage extends AsyncDisposable {
  readonly open: OpenEmbedded;
  readonly drift: DriftWatch;
  /** Every report of an attempt, those that drift asked for among them. */
  readonly reports: readonly TargetReport[];
  /** Writes of desired state so far, as `ConfigMap/settings`. */
  readonly writes: readonly string[];
  /** Requests so far, dry-runs marked. */
  readonly requests: readonly string[];
  /** Attempts the target with these files from now on. */
  attempt(files?: Readonly<Record<string, string>>): Promise<TargetReport>;
  /** What the drift of now says, a line an object, once nothing moves any more. */
  drifted(): Promise<readonly string[]>;
  known(): readonly KnownDrift[];
  /** Somebody merges a document into an object. */
  edit(kind: string, name: string, document: JsonObject, manager?: string): Promise<void>;
  /** Moves the clock, and lets everything finish. */
  advance(milliseconds: number): Promise<void>;
  find(kind: string, name: string): Promise<Manifest | undefined>;
  /** The target's status record. */
  record(): Promise<JsonObject>;
}

const versions: Readonly<Record<string, string>> = {
  ConfigMap: 'v1',
  Secret: 'v1',
  Service: 'v1',
  StatefulSet: 'apps/v1',
  Role: 'rbac.authorization.k8s.io/v1',
};

export async function openDriftStage(options: DriftStageOptions): Promise<DriftStage> {
  const open = await openEmbedded();
  const { clock } = open;
  const stop = new AbortController();
  const target = aTarget('web', { path: '.', wait: false, ...options.target });
  const reports: TargetReport[] = [];
  const writes: string[] = [];
  const requests: string[] = [];
  let files = options.files;
  let current: readonly KnownDrift[] = [];
  let running: Promise<unknown> = Promise.resolve();
  await open.apply({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: system } });

  const { cluster, discovery, close } = connect({
    clock,
    kubeconfig: open.kubeconfig,
    onRequest: ({ verb, path }) => requests.push(`${verb} ${path}`),
  });
  const counted: Cluster = {
    ...cluster,
    async apply(manifest, write) {
      if (write.fieldManager === 'tidewatch' && write.dryRun !== true) {
        const isRecord = manifest.metadata.namespace === system;
        if (!isRecord) writes.push(`${manifest.kind}/${manifest.metadata.name}`);
      }
      return cluster.apply(manifest, write);
    },
  };
  const drift: DriftWatch = createDriftWatch({
    cluster: counted,
    clock,
    hub: createWatchHub({ cluster: counted, clock, random: () => 1 }, stop.signal),
    namespace: system,
    rules: (options.rules ?? []).map(parseDriftRule),
    standardOf: () => options.standard ?? correctAtOnce,
    correct: () => {
      running = running.then(() => attempt());
      return true;
    },
    tell: (name, now, before) => {
      current = now;
      running = running.then(() => publisher.drift(name, now, before, undefined));
    },
    unwatched: (_place, error) => {
      if (!stop.signal.aborted) throw error;
    },
    stop: stop.signal,
  });
  const { contextOf, publisher } = composeReconcile({
    cluster: observedWrites(counted, drift.writes),
    discovery,
    clock,
    log: recordingLog(),
    namespace: system,
    drift,
  });

  async function attempt(): Promise<TargetReport> {
    const request = {
      target,
      tree: memoryTree(files),
      repository: 'https://git.example.com/web.git',
      revision: 'main@sha1:1',
      goneTargets: new Set<string>(),
    };
    const report = await reconcile(request, contextOf(target.name));
    reports.push(report);
    return report;
  }

  /** Real requests are under way, though the clock stands still: waits until there are none. */
  async function settle(): Promise<void> {
    for (let quiet = 0; quiet < 3; ) {
      const before = requests.length + reports.length;
      await new Promise((resolve) => setTimeout(resolve, 20));
      await open.embedded.settled();
      await running;
      quiet = requests.length + reports.length === before ? quiet + 1 : 0;
    }
  }

  async function advance(milliseconds: number): Promise<void> {
    await settle();
    clock.advance(milliseconds);
    await settle();
  }

  const referenceTo = (kind: string, name: string) => ({
    apiVersion: versions[kind] ?? 'v1',
    kind,
    namespace: 'default',
    name,
  });
  return {
    open,
    drift,
    reports,
    writes,
    requests,
    known: () => current,
    advance,
    async attempt(changed) {
      files = changed ?? files;
      const report = attempt();
      running = report;
      await report;
      // What is told is told a little later, and together.
      await advance(100);
      return report;
    },
    async drifted() {
      await advance(100);
      return current.map((one) => driftSummary(driftRecordOf(one)));
    },
    async edit(kind, name, document, manager = 'kubectl-edit') {
      const patch = { type: 'merge', document } as const;
      await open.cluster.patch(referenceTo(kind, name), patch, { fieldManager: manager });
    },
    find: (kind, name) => open.cluster.get(referenceTo(kind, name)),
    async record() {
      const reference = referenceTo('ConfigMap', 'tidewatch-status-web');
      const found = await open.cluster.get({ ...reference, namespace: system });
      return JSON.parse(String(valueAt(found, ['data', 'status.json']))) as JsonObject;
    },
    async [Symbol.asyncDispose]() {
      stop.abort();
      await running;
      await close();
      await open[Symbol.asyncDispose]();
    },
  };
}
