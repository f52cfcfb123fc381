import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { monitoringFiles, production } from './repository.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

// What users of other tools report of comments on pull requests, told as what must not happen here.

const settings = (level: string) =>
  `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: settings\ndata:\n  level: ${level}\n---\napiVersion: v1\nkind: Namespace\nmetadata:\n  name: staging\n`;
const staging = (text: string) => ({ 'overlays/staging/settings.yaml': text });

/** Some hundred objects, each with a text that is long enough to be looked at. */
const many = Array.from(
  { length: 400 },
  (_, index) =>
    `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: many-${index}\ndata:\n  text: ${'words '.repeat(60)}\n`,
).join('---\n');

describe('the comment on a pull request', () => {
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

  const commentsOn = async (files: Parameters<PullRequestStage['propose']>[0]) => {
    const pullRequest = await stage.propose(files);
    await stage.watch.look();
    return stage.comments(pullRequest);
  };

  it('is never over the limit of 65,536 characters: it says less of everything', async () => {
    const comments = await commentsOn(staging(`${settings('info')}---\n${many}`));
    expect(comments).toHaveLength(1);
    expect(comments[0]?.length).toBeLessThanOrEqual(65_536);
    expect(comments[0]).toContain('400 to create');
    expect(comments[0]).toContain('[the changed files]');
  });

  it('does not diff every app, but those that the change touches', async () => {
    const [comment] = await commentsOn(staging(settings('debug')));
    expect(comment).toContain('overlays-staging');
    expect(comment).not.toContain('overlays-production');
  });

  it('has no noise of tracking ids', async () => {
    const tracking = { 'argocd.argoproj.io/tracking-id': 'staging:/ConfigMap:staging/settings' };
    await stage.cluster.patch(
      { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'staging', name: 'settings' },
      { type: 'merge', document: { metadata: { annotations: tracking } } },
      { fieldManager: 'argocd-controller' },
    );
    const [comment] = await commentsOn(staging(settings('debug')));
    expect(comment).toContain('`data.level`: `info` → `debug`');
    expect(comment).not.toContain('tracking-id');
  });

  it('does not come to say "no changes", however often one pushes', async () => {
    const pullRequest = await stage.propose({ 'docs/README.md': 'Words.' });
    for (const words of ['More words.', 'Still more words.']) {
      await stage.watch.look();
      await stage.pushAgain(pullRequest, { 'docs/README.md': words });
    }
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toEqual([]);
  });

  it('shows no phantoms: another order, quotes and remarks are no difference', async () => {
    const same = `# The same, written otherwise.\n{kind: ConfigMap, "data": {level: 'info'}, metadata: {name: settings}, apiVersion: v1}\n---\nkind: Namespace\napiVersion: v1\nmetadata: {"name": staging}\n`;
    expect(await commentsOn(staging(same))).toEqual([]);
  });

  it('holds no value of a Secret, and still says that one changed', async () => {
    const rotated = production(
      'configMapGenerator:\n- name: dashboards\n  files: [queries.json]\nsecretGenerator:\n- name: smtp\n  literals: [password=swordfish]\n',
    );
    const [comment] = await commentsOn({ 'overlays/production/kustomization.yaml': rotated });
    expect(comment).not.toMatch(/swordfish|c3dvcmRmaXNo/);
    expect(comment).toMatch(/smtp.*\n?.*fingerprint/s);
  });
});
