import { changedBetween, jobsOf } from './cluster-view.ts';
import { commitEdit, edited } from './commit-edit.ts';
import { lineDiff } from './line-diff.ts';
import type { Commit, ScratchRepository } from './scratch-repository.ts';
import { attempted, overlay, type Stage, target } from './stage.ts';

/** One step of the story. Throws `DemoError` where something did not happen. */
export interface Step {
  readonly title: string;
  readonly run: (stage: Stage) => Promise<void>;
}

const monitorFile = 'base/monitoring/tidb-monitor.yaml';
const overlayMonitorFile = `${overlay}/tidb-monitor.yaml`;
const overlayFile = `${overlay}/kustomization.yaml`;
const billing = '    - name: billing\n      namespace: tidb-billing\n';
const orders = '    - name: orders\n      namespace: tidb-orders\n';
const days = 'retentionTime: 30d';
const memory = 'memory: 12Gi';
const storage = ['value: 200Gi', 'value: 300Gi'] as const;
const removal = `  - patch: |-
      $patch: delete
      apiVersion: pingcap.com/v1alpha1
      kind: TidbMonitor
      metadata:
        name: fleet
`;

/** How many lines of a list are shown. */
const shownLines = 6;

/** The example as it is, but for one of the two TiDB clusters: what the story starts from. */
export function commitExample(repository: ScratchRepository): Promise<Commit> {
  return commitEdit(repository, 'Monitor the TiDB cluster orders', monitorFile, [[billing, '']]);
}

const firstDeploy: Step = {
  title: 'First deploy',
  async run(stage) {
    const { firstCommit, narrator, view } = stage;
    narrator.say(`commit ${firstCommit.id.slice(0, 8)}  ${firstCommit.message}`);
    await attempted(stage, firstCommit, 'Ready');

    const ready = await view.readyPods();
    narrator.check('Prometheus and Grafana are ready', ready === 1, () => `${ready} ready pods`);
    const [claim] = await view.claims();
    const bound = claim?.phase === 'Bound' && claim.volume !== '';
    narrator.check(`their volume claim is bound: ${claim?.name}`, bound, () =>
      JSON.stringify(claim),
    );
    const jobs = jobsOf(await view.scrapeConfiguration());
    const onlyOrders =
      jobs.length > 0 && jobs.every((job) => job.startsWith('tidb-orders-orders-'));
    narrator.check('Prometheus scrapes orders alone', onlyOrders, () => jobs.join(', '));
  },
};

const secondCluster: Step = {
  title: 'A second TiDB cluster for the monitor',
  async run(stage) {
    const { repository, narrator, view } = stage;
    const before = await view.versions();
    const configuration = await view.scrapeConfiguration();
    const commit = await commitEdit(repository, 'Monitor billing, too', monitorFile, [
      [orders, `${orders}${billing}`],
    ]);
    narrator.commit(commit);
    await attempted(stage, commit, 'Ready');

    const jobs = lineDiff(
      linesOf(jobsOf(configuration)),
      linesOf(jobsOf(await view.scrapeConfiguration())),
      0,
    );
    narrator.say('scrape jobs in prometheus.yml:');
    narrator.diff(shortened(jobs));
    const added =
      jobs.length > 0 && jobs.every((line) => line.startsWith('+ tidb-billing-billing-'));
    narrator.check('Prometheus scrapes billing, too', added, () => jobs.join(', ') || 'no new job');
    const changed = changedBetween(before, await view.versions());
    const expected = [
      'ConfigMap/tidb-monitoring/fleet-monitor',
      'TidbMonitor/tidb-monitoring/fleet',
    ];
    narrator.check(
      'nothing else changed: no pod restarts, Prometheus reads its configuration again',
      changed.join() === expected.join(),
      () => `changes of ${changed.join(', ')}`,
    );
  },
};

const badCommit: Step = {
  title: 'A bad commit',
  async run(stage) {
    const { repository, narrator, view } = stage;
    const before = await view.versions();
    const commit = await commitEdit(repository, 'Keep samples longer', overlayMonitorFile, [
      [days, 'retentionTme: 90d'],
      [memory, 'memory: 12 GiB'],
    ]);
    narrator.commit(commit);
    const { problems } = await attempted(stage, commit, 'Failed');

    const lines = (await repository.read(overlayMonitorFile)).split('\n');
    const found = problems.flatMap(({ position }) =>
      position?.file === overlayMonitorFile ? [lines[position.line - 1]?.trim()] : [],
    );
    narrator.check(
      'both mistakes are reported at once, each with file and line',
      found.toSorted().join() === 'memory: 12 GiB,retentionTme: 90d',
      () => `problems at ${found.join(', ') || 'no line of it'}`,
    );
    const changed = changedBetween(before, await view.versions());
    const ready = await view.readyPods();
    narrator.check(
      'the last good commit stays in force: no object changed, and the pod is ready',
      changed.length === 0 && ready === 1,
      () => `changes of ${changed.join(', ') || 'nothing'}, ${ready} ready pods`,
    );
  },
};

const revert: Step = {
  title: 'A revert',
  async run(stage) {
    const { repository, narrator, view } = stage;
    const before = await view.versions();
    const commit = await commitEdit(
      repository,
      'Revert "Keep samples longer"',
      overlayMonitorFile,
      [
        ['retentionTme: 90d', days],
        ['memory: 12 GiB', memory],
      ],
    );
    narrator.commit(commit);
    await attempted(stage, commit, 'Ready');

    const changed = changedBetween(before, await view.versions());
    narrator.check('there was nothing to undo', changed.length === 0, () => changed.join(', '));
  },
};

const moreStorage: Step = {
  title: 'More storage: a migration',
  async run(stage) {
    const { repository, narrator, view } = stage;
    const [claim] = await view.claims();
    const before = await view.versions();
    narrator.say(
      'a StatefulSet cannot change the size of its volumes, so the plan has steps for it:',
    );
    narrator.say(`$ tidewatch diff ${overlay}`);
    const plan = await stage.preview(overlayFile, await edited(repository, overlayFile, [storage]));
    narrator.say(plan);
    const commit = await commitEdit(repository, 'Keep more on disk', overlayFile, [storage]);
    narrator.commit(commit);
    await attempted(stage, commit, 'Ready');

    const planned = ['grow PersistentVolumeClaim', 'without its pods'].filter(
      (step) => !plan.includes(step),
    );
    narrator.check('every step stood in the plan', planned.length === 0, () => plan);
    const [grown] = await view.claims();
    narrator.check(
      `the same volume has 300Gi now: ${grown?.volume}`,
      grown?.size === '300Gi' && grown.uid === claim?.uid && grown.volume === claim.volume,
      () => JSON.stringify({ before: claim, after: grown }),
    );
    const changed = changedBetween(before, await view.versions());
    const stopped = changed.filter((name) => name.startsWith('Pod/'));
    narrator.check('no pod has stopped', stopped.length === 0, () => stopped.join(', '));
  },
};

const removedMonitor: Step = {
  title: 'A removed monitor',
  async run(stage) {
    const { repository, narrator, view } = stage;
    const [claim] = await view.claims();
    const last = await repository.read(overlayFile);
    const commit = await repository.commit('Remove the monitor from production', {
      [overlayFile]: `${last}${removal}`,
    });
    narrator.commit(commit);
    const { held } = await attempted(stage, commit, 'Ready');
    const digest = held?.digest ?? '';
    narrator.say(`${held?.objects.length ?? 0} deletions wait for approval:`);
    for (const reason of held?.reasons ?? []) narrator.say(`  ${reason}`);
    const ready = await view.readyPods();
    narrator.check(
      'nothing is deleted before somebody approves it',
      held !== undefined && ready === 1,
      () => (held === undefined ? 'nothing held back' : `${ready} ready pods`),
    );

    narrator.say(`$ tidewatch approve ${target} ${digest}`);
    await stage.approve(digest);
    const report = await stage.agent.waitFor(
      'the approved deletions',
      ({ revision, changes }) =>
        revision.endsWith(commit.id) && changes.some(({ action }) => action === 'deleted'),
    );
    narrator.report(report);
    await stage.settled();
    const left = [...(await view.versions()).keys()].filter((name) =>
      /^(TidbMonitor|StatefulSet|Pod|Service|Ingress)\//.test(name),
    );
    narrator.check('Prometheus and Grafana are gone', left.length === 0, () => left.join(', '));
    const [kept] = await view.claims();
    narrator.check(
      `their data is kept: PersistentVolumeClaim ${kept?.name}, bound to ${kept?.volume}`,
      kept?.phase === 'Bound' && kept.uid === claim?.uid && kept.volume === claim.volume,
      () => JSON.stringify({ before: claim, after: kept }),
    );
  },
};

export const steps: readonly Step[] = [
  firstDeploy,
  secondCluster,
  badCommit,
  revert,
  moreStorage,
  removedMonitor,
];

function linesOf(names: readonly string[]): string {
  return names.map((name) => ` ${name}\n`).join('');
}

function shortened(lines: readonly string[]): readonly string[] {
  if (lines.length <= shownLines) return lines;
  return [...lines.slice(0, shownLines), `  ... and ${lines.length - shownLines} more`];
}
