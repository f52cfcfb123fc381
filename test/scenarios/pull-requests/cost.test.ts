import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dialects } from '../../support/forge/dialects.ts';
import { openPullRequest } from '../../support/forge/forge-model.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

describe.each(dialects)('two hundred open pull requests on $name', ({ provider, api }) => {
  let stage: PullRequestStage;
  beforeEach(async () => {
    stage = await openPullRequestStage(
      {
        'kustomization.yaml': kustomizationYaml('default', ['settings.yaml']),
        'settings.yaml': configMapYaml('settings', 'before'),
      },
      provider,
    );
    const affecting = await stage.propose({ 'settings.yaml': configMapYaml('settings', 'after') });
    const silent = await stage.propose({ 'README.md': 'Words.' });
    for (let count = 2; count < 200; count++) {
      const { headCommit, mergeBase } = count % 10 === 0 ? affecting : silent;
      openPullRequest(stage.model, { headCommit, mergeBase });
    }
    await stage.watch.look();
    // Our own comments are changes, too, and are looked at once.
    await stage.watch.look();
    await stage.watch.look();
  }, 60_000);
  afterEach(() => stage[Symbol.asyncDispose]());

  it('are answered, and then cost one request an interval', async () => {
    expect(stage.model.comments).toHaveLength(20);
    for (let interval = 0; interval < 3; interval++) {
      stage.forge.forget();
      await stage.watch.look();
      expect(stage.forge.requests).toHaveLength(1);
      expect(stage.forge.answers).toEqual([api.etags ? 304 : 200]);
    }
  });
});

it('what failed after a merge is told once, and costs nothing more until it is well', async () => {
  const settings = (value: string) => ({ 'settings.yaml': configMapYaml('settings', value) });
  await using stage = await openPullRequestStage({
    'kustomization.yaml': kustomizationYaml('default', ['settings.yaml']),
    ...settings('before'),
  });
  await stage.deploy();
  const merged = await stage.propose({ 'settings.yaml': 'kind: [' });
  await stage.watch.look();
  await stage.merge(merged);
  await stage.watch.look();
  await stage.deploy();
  await stage.watch.look();
  expect(stage.comments(merged)).toEqual([
    expect.stringContaining('**Revision `main@sha1:HEAD` is not deployed as it should be**'),
  ]);
  await stage.watch.look();
  stage.forge.forget();
  await stage.watch.look();
  expect(stage.forge.requests).toHaveLength(1);
  await stage.repository.publish(settings('mended'));
  await stage.deploy();
  await stage.watch.look();
  expect(stage.comments(merged)).toEqual([expect.stringMatching(/^> Deployed in revision /m)]);
}, 30_000);
