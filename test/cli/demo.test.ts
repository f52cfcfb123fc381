import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { dirname } from 'node:path';
import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';
import type { Versions } from '../../src/cli/demo/cluster-view.ts';
import { createNarrator } from '../../src/cli/demo/narrator.ts';
import type { Stage } from '../../src/cli/demo/stage.ts';
import { steps } from '../../src/cli/demo/steps.ts';
import { run } from '../../src/cli/run.ts';
import { connect } from '../../src/kubernetes/connection.ts';
import type { TargetReport } from '../../src/report/target-report.ts';
import { recordingIo } from '../support/recording-io.ts';
import { aReport } from '../support/targets.ts';
import { startVerb } from './start-verb.ts';

const titles = /^\d\. .+$/gm;
const checks = /^ {3}ok {2}(.+)$/gm;

describe('tidewatch demo', () => {
  it('goes the whole way from commit to deploy, and looks at the objects after every step', async () => {
    const { io, stop } = await startVerb(
      ['demo', '--fast', '--keep'],
      'Agent and cluster go on running',
    );
    expect(io.errors()).toBe('');
    expect(io.output().match(titles)).toEqual([
      '1. First deploy',
      '2. A second TiDB cluster for the monitor',
      '3. A bad commit',
      '4. A revert',
      '5. More storage: a migration',
      '6. A removed monitor',
    ]);
    expect([...io.output().matchAll(checks)].map(([, what]) => what)).toEqual([
      'Prometheus and Grafana are ready',
      'their volume claim is bound: tidbmonitor-fleet-monitor-0',
      'Prometheus scrapes orders alone',
      'Prometheus scrapes billing, too',
      'nothing else changed: no pod restarts, Prometheus reads its configuration again',
      'both mistakes are reported at once, each with file and line',
      'the last good commit stays in force: no object changed, and the pod is ready',
      'there was nothing to undo',
      'every step stood in the plan',
      expect.stringMatching(/^the same volume has 300Gi now: pvc-/),
      'no pod has stopped',
      'nothing is deleted before somebody approves it',
      'Prometheus and Grafana are gone',
      expect.stringMatching(
        /^their data is kept: PersistentVolumeClaim tidbmonitor-fleet-monitor-0, bound to pvc-/,
      ),
    ]);
    expect(io.output()).toContain(
      '\n     +    - name: billing\n     +      namespace: tidb-billing\n',
    );
    expect(io.output()).toContain(
      '\n     overlays/production/tidb-monitor.yaml:9:5: TidbMonitor/tidb-monitoring/fleet: spec.prometheus.retentionTme is not a known field; did you mean retentionTime?\n',
    );
    expect(io.output()).toContain('\n     - StatefulSet/tidb-monitoring/fleet-monitor\n');
    expect(io.output()).toContain('\nAll 6 steps happened as they should.\n');
    expect(io.output()).not.toContain('\u001b');

    // What it says about looking at the cluster is true, for its owner alone.
    const kubeconfig = /kubectl --kubeconfig (\S+) get tm -A/.exec(io.output())?.[1] ?? '';
    expect((await stat(kubeconfig)).mode & 0o777).toBe(0o600);
    const connection = connect({ clock: systemClock, environment: {}, kubeconfig });
    const monitors = { apiVersion: 'pingcap.com/v1alpha1', kind: 'TidbMonitor' };
    expect((await connection.cluster.list(monitors)).items).toEqual([]);
    await connection.close();

    expect(await stop()).toBe(0);
    expect(existsSync(dirname(kubeconfig))).toBe(false);
  }, 60_000);

  it('leaves nothing behind when it is interrupted', async () => {
    const io = recordingIo('/', { signal: AbortSignal.abort(new Error('Ctrl-C')) });
    expect(await run(['demo', '--fast'], io)).toBe(1);
    expect(io.errors()).toBe('interrupted before the end\n');
    const folder = /repository {2}(\S+)\/monitoring/.exec(io.output())?.[1] ?? '/';
    expect(existsSync(folder)).toBe(false);
  }, 60_000);
});

describe('a step of the demo fails where it did not really happen', () => {
  const [firstDeploy, secondCluster, badCommit, revert, moreStorage, removedMonitor] = steps;
  const id = '1111111111111111111111111111111111111111';
  const orders = 'scrape_configs:\n- job_name: tidb-orders-orders-pd\n';
  const billing = `${orders}- job_name: tidb-billing-billing-pd\n`;
  const claim = { name: 'data', uid: 'a', phase: 'Bound', volume: 'pv', size: '200Gi' };
  const held = { digest: 'sha256:1', reasons: [], objects: [] };
  const deleted = {
    id: { group: 'apps', kind: 'StatefulSet', namespace: 'tidb-monitoring', name: 'fleet-monitor' },
    action: 'deleted',
    reason: 'it left Git',
  } as const;

  /** What each look finds, one after the other; the last is found for ever. */
  interface Looks {
    /** The overlay's TidbMonitor. */
    readonly overlay?: string;
    readonly readyPods?: number;
    readonly claims?: readonly (typeof claim)[];
    readonly configuration?: readonly string[];
    readonly versions?: readonly Versions[];
    readonly report?: Partial<TargetReport>;
  }

  function inTurn<Value>(values: readonly Value[]): () => Promise<Value> {
    let next = 0;
    return async () => {
      const value = values[Math.min(next, values.length - 1)];
      next += 1;
      if (value === undefined) throw new Error('the test has no answer');
      return value;
    };
  }

  function stageWith(looks: Looks): Stage {
    const files = new Map([
      ['base/monitoring/tidb-monitor.yaml', '    - name: orders\n      namespace: tidb-orders\n'],
      [
        'overlays/production/tidb-monitor.yaml',
        looks.overlay ?? 'retentionTime: 30d\nmemory: 12Gi\n',
      ],
      ['overlays/production/kustomization.yaml', 'patches:\n  value: 200Gi\n'],
    ]);
    const claims = inTurn((looks.claims ?? [claim]).map((one) => [one]));
    return {
      firstCommit: { id, message: 'First', changes: [] },
      repository: {
        folder: '/repository',
        read: async (path) => files.get(path) ?? '',
        async commit(message, changed) {
          for (const [path, text] of Object.entries(changed)) files.set(path, text);
          return { id, message, changes: [] };
        },
      },
      agent: {
        async waitFor(_what, fits) {
          for (const phase of ['Ready', 'Failed'] as const) {
            const report = { revision: `main@sha1:${id}`, phase, ...looks.report };
            const one = aReport('overlays-production', report);
            if (fits(one)) return one;
          }
          throw new Error('no report fits');
        },
        [Symbol.asyncDispose]: async () => {},
      },
      view: {
        versions: inTurn<Versions>(looks.versions ?? [new Map()]),
        readyPods: async () => looks.readyPods ?? 1,
        claims,
        scrapeConfiguration: inTurn(looks.configuration ?? [orders]),
      },
      narrator: createNarrator(recordingIo('/')),
      preview: async () => 'grow PersistentVolumeClaim, delete a StatefulSet without its pods',
      approve: async () => {},
      settled: async () => {},
    };
  }

  it.each([
    [
      'pods are not ready',
      firstDeploy,
      { readyPods: 0 },
      'expected: Prometheus and Grafana are ready; found: 0 ready pods',
    ],
    [
      'the volume claim waits',
      firstDeploy,
      { claims: [{ ...claim, phase: 'Pending' }] },
      'expected: their volume claim is bound: data; found: {"name":"data","uid":"a","phase":"Pending","volume":"pv","size":"200Gi"}',
    ],
    [
      'too much is scraped',
      firstDeploy,
      { configuration: [billing] },
      'expected: Prometheus scrapes orders alone; found: tidb-orders-orders-pd, tidb-billing-billing-pd',
    ],
    [
      'the second cluster is not scraped',
      secondCluster,
      { configuration: [orders] },
      'expected: Prometheus scrapes billing, too; found: no new job',
    ],
    [
      'a pod was replaced',
      secondCluster,
      {
        configuration: [orders, billing],
        versions: [new Map(), new Map([['Pod/tidb-monitoring/fleet-monitor-0', 'b@1']])],
      },
      'expected: nothing else changed: no pod restarts, Prometheus reads its configuration again; found: changes of Pod/tidb-monitoring/fleet-monitor-0',
    ],
    [
      'a mistake goes unreported',
      badCommit,
      {},
      'expected: both mistakes are reported at once, each with file and line; found: problems at no line of it',
    ],
    [
      'a revert changes objects',
      revert,
      {
        overlay: 'retentionTme: 90d\nmemory: 12 GiB\n',
        versions: [new Map(), new Map([['Secret/tidb-monitoring/fleet-monitor', 'b@2']])],
      },
      'expected: there was nothing to undo; found: Secret/tidb-monitoring/fleet-monitor',
    ],
    [
      'the example was edited, and does not fit the story any more',
      badCommit,
      { overlay: 'retentionTime: 15d\n' },
      'expected: "retentionTime: 30d" once in overlays/production/tidb-monitor.yaml; found: 0 times',
    ],
    [
      'the volume does not grow',
      moreStorage,
      {},
      'expected: the same volume has 300Gi now: pv; found: {"before":{"name":"data","uid":"a","phase":"Bound","volume":"pv","size":"200Gi"},"after":{"name":"data","uid":"a","phase":"Bound","volume":"pv","size":"200Gi"}}',
    ],
    [
      'a pod stops while its volume grows',
      moreStorage,
      {
        claims: [claim, { ...claim, size: '300Gi' }],
        versions: [new Map(), new Map([['Pod/tidb-monitoring/fleet-monitor-0', 'b@1']])],
      },
      'expected: no pod has stopped; found: Pod/tidb-monitoring/fleet-monitor-0',
    ],
    [
      'nothing was held back',
      removedMonitor,
      { report: { changes: [deleted] } },
      'expected: nothing is deleted before somebody approves it; found: nothing held back',
    ],
    [
      'a pod is left',
      removedMonitor,
      {
        report: { held, changes: [deleted] },
        versions: [new Map([['Pod/tidb-monitoring/fleet-monitor-0', 'b@1']])],
      },
      'expected: Prometheus and Grafana are gone; found: Pod/tidb-monitoring/fleet-monitor-0',
    ],
    [
      'the volume is another one',
      removedMonitor,
      { report: { held, changes: [deleted] }, claims: [claim, { ...claim, uid: 'b' }] },
      'expected: their data is kept: PersistentVolumeClaim data, bound to pv; found: {"before":{"name":"data","uid":"a","phase":"Bound","volume":"pv","size":"200Gi"},"after":{"name":"data","uid":"b","phase":"Bound","volume":"pv","size":"200Gi"}}',
    ],
  ] as const)('%s', async (_what, step, looks, message) => {
    await expect(step?.run(stageWith(looks))).rejects.toThrow(
      expect.objectContaining({ code: 'DEMO_FAILED', message }),
    );
  });
});

describe('the narrator', () => {
  it.each([
    [{ outputIsTerminal: true, env: {} }, '     \u001b[32m+ new\u001b[39m\n'],
    [{ outputIsTerminal: true, env: { NO_COLOR: '1' } }, '     + new\n'],
    [{ outputIsTerminal: false, env: {} }, '     + new\n'],
  ])('colours differences where a terminal shows them: %j', (fields, line) => {
    const io = recordingIo('/', fields);
    createNarrator(io).diff(['+ new']);
    expect(io.output()).toBe(line);
  });
});
