import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { CommittedFile } from '../../support/git-repository.ts';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { dashboard, generators, monitoringFiles, production, role } from './repository.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

const golden = (name: string): string => join(import.meta.dirname, 'golden', `${name}.md`);
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
    expect(stage.comments(pullRequest)).toEqual([
      expect.stringContaining('cannot be deployed: 1 problem'),
    ]);
    expect(stage.model.statuses.at(-1)).toMatchObject({ state: 'failure' });
    await stage.pushAgain(pullRequest, { 'README.md': 'Only words now.' });
    await stage.watch.look();
    const [comment] = stage.comments(pullRequest);
    expect(stage.comments(pullRequest)).toHaveLength(1);
    expect(comment).toContain('### Tidewatch: no target is affected any more');
  });

  it('of a fork gets an answer from its files alone', async () => {
    const pullRequest = await stage.propose(
      { 'overlays/production/role.yaml': role('watch', 'pods') },
      { fork: true, author: 'stranger' },
    );
    await stage.watch.look();
    const [comment] = stage.comments(pullRequest);
    expect(comment).toContain('may now watch pods');
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
    expect(stage.comments(pullRequest)[0]).toContain(
      '> Deployed in revision `main@sha1:HEAD` to `overlays-production`, healthy after SOME TIME.',
    );
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
