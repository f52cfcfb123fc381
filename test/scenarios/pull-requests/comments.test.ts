import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { oldObjects } from '../../migrations/old-objects.ts';
import type { CommittedFile } from '../../support/git-repository.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { dashboard, generators, monitoringFiles, production, role } from './repository.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

const golden = (name: string): string => join(import.meta.dirname, 'golden', `${name}.md`);
const migrations = join(import.meta.dirname, '../../testdata/migrations');
const overlay = 'overlays/production';

const monitorWith = (...clusters: readonly string[]): string =>
  monitorYaml('basic').replace(
    '  - name: basic\n',
    clusters.map((name) => `  - name: ${name}\n    namespace: tidb\n`).join(''),
  );

const hook = `apiVersion: batch/v1
kind: Job
metadata:
  name: check-backup
  annotations: {argocd.argoproj.io/hook: PreSync}
spec:
  template:
    spec:
      restartPolicy: Never
      containers: [{name: check, image: registry.example.com/check:1}]
`;

const proposals: Readonly<Record<string, Readonly<Record<string, CommittedFile>>>> = {
  'a new monitor': {
    'overlays/billing/kustomization.yaml': kustomizationYaml('billing', [
      'monitor.yaml',
      'ns.yaml',
    ]),
    'overlays/billing/ns.yaml': 'apiVersion: v1\nkind: Namespace\nmetadata:\n  name: billing\n',
    'overlays/billing/monitor.yaml': monitorYaml('billing'),
  },
  'an added cluster': { [`${overlay}/monitor.yaml`]: monitorWith('basic', 'billing') },
  'a removed monitor': {
    [`${overlay}/kustomization.yaml`]: production(generators('first')).replace(
      '- monitor.yaml\n',
      '',
    ),
  },
  'a removed target': {
    'overlays/staging/kustomization.yaml': null,
    'overlays/staging/settings.yaml': null,
  },
  'an escalation of rights': { [`${overlay}/role.yaml`]: role('get, list, "*"', 'pods, secrets') },
  "a dashboard's threshold": {
    [`${overlay}/queries.json`]: dashboard('sum(rate(tidb_executor_statement_total[1m]))', 95),
  },
  'an expression that cannot be parsed': {
    [`${overlay}/queries.json`]: dashboard('sum(rate(tidb_executor_statement_total[1m])', 80),
  },
  'a rotated secret': { [`${overlay}/kustomization.yaml`]: production(generators('second')) },
  'another version of Prometheus': {
    [`${overlay}/monitor.yaml`]: monitorYaml('basic', { clusterNamespace: 'tidb' }).replace(
      'v2.49.1',
      'v2.53.0',
    ),
  },
  'a hook': {
    [`${overlay}/kustomization.yaml`]: production(generators('first'), ['hook.yaml']),
    [`${overlay}/hook.yaml`]: hook,
  },
  'broken YAML': { [`${overlay}/monitor.yaml`]: 'apiVersion: pingcap.com/v1alpha1\nkind: [\n' },
  'two mistakes in a monitor': {
    [`${overlay}/monitor.yaml`]: monitorYaml('basic', { clusterNamespace: 'tidb' })
      .replace('logLevel: info', 'logLevel: 7')
      .replace('version: v2.49.1', 'verson: v2.49.1'),
  },
};

/** More than a comment can hold. */
const manyMonitors = Object.fromEntries(
  Array.from({ length: 8 }, (_, index) => {
    const folder = `overlays/team-${index}`;
    return [
      [`${folder}/kustomization.yaml`, kustomizationYaml('monitoring', ['monitor.yaml'])] as const,
      [`${folder}/monitor.yaml`, monitorYaml(`team-${index}`)] as const,
    ];
  }).flat(),
);

describe('the comment on a pull request with', () => {
  let stage: PullRequestStage;
  beforeAll(async () => {
    stage = await openPullRequestStage(await monitoringFiles());
    await stage.cluster.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tidb' } },
      { fieldManager: 'test' },
    );
    const reports = await stage.deploy();
    expect(reports.map(({ phase }) => phase)).toEqual(['Ready', 'Ready', 'Ready']);
  }, 60_000);
  afterAll(() => stage[Symbol.asyncDispose]());

  it.each(Object.entries(proposals))('%s', async (name, files) => {
    const pullRequest = await stage.propose(files);
    await stage.watch.look();
    const comments = stage.comments(pullRequest);
    expect(comments).toHaveLength(1);
    await expect(comments[0]).toMatchFileSnapshot(golden(name.replaceAll(/\W+/g, '-')));
  });

  it('a huge diff: folded, shortened to what the forge takes, with a link to the rest', async () => {
    const pullRequest = await stage.propose(manyMonitors);
    await stage.watch.look();
    const [comment = ''] = stage.comments(pullRequest);
    expect(stage.model.comments.at(-1)?.body.length).toBeLessThanOrEqual(65_536);
    expect(comment).toContain(
      `or look at [the changed files](https://git.example.com/team/monitoring/pull/${pullRequest.number}/files)`,
    );
    await expect(comment).toMatchFileSnapshot(golden('a-huge-diff'));
  });

  it('a migration: the volume of a Deployment of tidb-operator 1.1 goes to a StatefulSet', async () => {
    const namespace = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'ns1' } };
    for (const object of [namespace, ...(await oldObjects('persistent-retain'))]) {
      await stage.cluster.apply(object, { fieldManager: 'tidb-controller-manager' });
    }
    const pullRequest = await stage.propose({
      'overlays/old/kustomization.yaml': kustomizationYaml('ns1', ['monitor.yaml']),
      'overlays/old/monitor.yaml': await readFile(
        join(migrations, 'persistent-retain/tidbmonitor.yaml'),
        'utf8',
      ),
    });
    await stage.watch.look();
    const [comment] = stage.comments(pullRequest);
    await expect(comment).toMatchFileSnapshot(golden('a-migration'));
  });
});

describe('over its life, a pull request', () => {
  let stage: PullRequestStage;
  beforeAll(async () => {
    stage = await openPullRequestStage(await monitoringFiles());
    await stage.cluster.apply(
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'tidb' } },
      { fieldManager: 'test' },
    );
    await stage.deploy();
  }, 60_000);
  afterAll(() => stage[Symbol.asyncDispose]());

  const settings = (level: string): string =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: ${level}\n`;
  const staging = (level: string) => ({ 'overlays/staging/settings.yaml': settings(level) });

  it('that touches nothing gets no comment and no status', async () => {
    const pullRequest = await stage.propose({ 'README.md': 'Words.' });
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toEqual([]);
    expect(stage.model.statuses).toEqual([]);
  });

  it('gets one comment and a status, which follow every push, back to nothing', async () => {
    const pullRequest = await stage.propose({
      'overlays/production/role.yaml': role('get', 'pods'),
    });
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toEqual([
      expect.stringContaining('may no longer list pods'),
    ]);
    expect(stage.model.statuses.at(-1)).toMatchObject({
      commit: pullRequest.headCommit,
      context: 'tidewatch/test',
      state: 'success',
      description: '1 target: 0 to create, 1 to change, 0 to delete',
    });
    await stage.pushAgain(pullRequest, { 'overlays/production/role.yaml': 'kind: [' });
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toHaveLength(1);
    await expect(stage.comments(pullRequest)[0]).toMatchFileSnapshot(golden('after-a-force-push'));
    expect(stage.model.statuses.at(-1)).toMatchObject({ state: 'failure' });
    await stage.pushAgain(pullRequest, { 'README.md': 'Only words now.' });
    await stage.watch.look();
    const [comment] = stage.comments(pullRequest);
    expect(stage.comments(pullRequest)).toHaveLength(1);
    await expect(comment).toMatchFileSnapshot(golden('untouched-after-another-push'));
  });

  it('of a fork gets an answer from its files alone', async () => {
    const pullRequest = await stage.propose(
      { 'overlays/production/role.yaml': role('watch', 'pods') },
      { fork: true, author: 'stranger' },
    );
    await stage.watch.look();
    const [comment] = stage.comments(pullRequest);
    await expect(comment).toMatchFileSnapshot(golden('of-a-fork'));
    expect(comment).not.toContain('Plan `sha256');
    expect(comment).not.toContain('Already on the cluster');
  });

  it("into another branch is nobody else's business", async () => {
    const pullRequest = await stage.propose(
      { 'overlays/production/role.yaml': role('watch', 'pods') },
      { base: 'release' },
    );
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toEqual([]);
  });

  it('that is merged hears what became of it', async () => {
    const pullRequest = await stage.propose({
      'overlays/production/role.yaml': role('get, list, watch', 'pods'),
    });
    await stage.watch.look();
    await stage.merge(pullRequest);
    await stage.watch.look();
    expect(stage.comments(pullRequest)[0]).not.toContain('Deployed');
    await stage.deploy();
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toHaveLength(1);
    await expect(stage.comments(pullRequest)[0]).toMatchFileSnapshot(golden('merged'));
    expect(stage.model.statuses.at(-1)).toMatchObject({ state: 'success' });
  });

  it('that is closed is forgotten', async () => {
    const pullRequest = await stage.propose({
      'overlays/production/role.yaml': role('get', 'pods'),
    });
    await stage.watch.look();
    const before = stage.comments(pullRequest);
    stage.close(pullRequest);
    await stage.deploy();
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toEqual(before);
    await expect(before[0]).toMatchFileSnapshot(golden('closed'));
  });

  it('shows drift apart from what it changes itself', async () => {
    await stage.cluster.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'staging', name: 'settings' },
      { type: 'merge', document: { data: { level: 'debug' } } },
      { fieldManager: 'somebody' },
    );
    const pullRequest = await stage.propose(staging('warn'));
    await stage.watch.look();
    const [comment = ''] = stage.comments(pullRequest);
    const [own = '', already = ''] = comment.split('Already on the cluster');
    expect(own).toContain('`data.level`: `info` → `warn`');
    expect(already).toContain('~ data.level: "debug" → "info"');
  });

  it('asks the forge once where nothing changed', async () => {
    await stage.watch.look();
    stage.forge.forget();
    await stage.watch.look();
    expect(stage.forge.requests).toHaveLength(1);
  });
});
