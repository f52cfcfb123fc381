import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { approvalAnnotation, statusReference } from '../../../src/agent/approvals.ts';
import { dialects } from '../../support/forge/dialects.ts';
import { comment } from '../../support/forge/forge-model.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

const files = {
  'overlays/app/kustomization.yaml': kustomizationYaml('default', ['settings.yaml']),
  'overlays/app/settings.yaml': Array.from({ length: 12 }, (_, index) =>
    configMapYaml(`settings-${index}`, 'x'),
  ).join('---\n'),
};
const emptied = { 'overlays/app/settings.yaml': configMapYaml('settings-0', 'x') };
const changed = {
  'overlays/app/settings.yaml': files['overlays/app/settings.yaml'].replace('"x"', '"y"'),
};
const target = 'overlays-app';

describe.each(dialects)('a comment on $name', ({ provider }) => {
  let stage: PullRequestStage;
  beforeEach(async () => {
    stage = await openPullRequestStage(files, provider);
    stage.model.permissions.set('ada', 'write').set('bob', 'read');
    await stage.deploy();
  }, 30_000);
  afterEach(() => stage[Symbol.asyncDispose]());

  const approved = async () => {
    const record = await stage.cluster.get(statusReference(target, 'tidewatch-system'));
    return record?.metadata.annotations?.[approvalAnnotation];
  };
  const digest = (): string =>
    /tidewatch approve overlays-app (sha256:[0-9a-f]{64})/.exec(
      stage.model.comments[0]?.body ?? '',
    )?.[1] ?? '';

  it('approves the plan that merging makes, and the deployment goes through', async () => {
    const pullRequest = await stage.propose(emptied);
    await stage.watch.look();
    comment(stage.model, pullRequest.number, 'ada', `/tidewatch approve ${digest()}\nLooks good.`);
    await stage.watch.look();
    expect(await approved()).toBe(digest());
    expect(stage.comments(pullRequest)).toHaveLength(2);
    await expect(withoutIds(stage.comments(pullRequest)[1])).toMatchFileSnapshot(
      join(import.meta.dirname, 'golden/a-command.md'),
    );
    await stage.merge(pullRequest);
    const [report] = await stage.deploy();
    expect(report).toMatchObject({ target, phase: 'Ready', held: undefined });
  });

  it('approves the plan that merging makes, also where the merge comes before it is read', async () => {
    const pullRequest = await stage.propose(emptied);
    await stage.watch.look();
    comment(stage.model, pullRequest.number, 'ada', `/tidewatch approve ${digest()}`);
    await stage.merge(pullRequest);
    await stage.watch.look();
    expect(await approved()).toBe(digest());
    expect(stage.comments(pullRequest).at(-1)).toContain(
      'approved for `overlays-app`; it is carried out with the deployment of this pull request',
    );
    const [report] = await stage.deploy();
    expect(report).toMatchObject({ target, phase: 'Ready', held: undefined });
  });

  it('approves the plan that a target waits with, after the merge', async () => {
    const pullRequest = await stage.propose(emptied);
    await stage.watch.look();
    await stage.merge(pullRequest);
    await stage.deploy();
    comment(stage.model, pullRequest.number, 'ada', `/tidewatch approve ${digest()}`);
    await stage.watch.look();
    expect(stage.comments(pullRequest).at(-1)).toContain(
      '`ada` asked to approve: approved for `overlays-app`; it is carried out now',
    );
    const [report] = await stage.deploy();
    expect(report?.held).toBeUndefined();
  });

  it('of a stranger, or of somebody who may only read, does nothing, and gets no answer', async () => {
    const pullRequest = await stage.propose(emptied, { fork: true, author: 'eve' });
    const own = await stage.propose(emptied);
    await stage.watch.look();
    const approve = /sha256:[0-9a-f]{64}/.exec(
      stage.model.comments.find(({ pullRequest: on }) => on === own.number)?.body ?? '',
    )?.[0];
    for (const { number } of [pullRequest, own]) {
      comment(stage.model, number, 'eve', `/tidewatch approve ${approve}`);
      comment(stage.model, number, 'bob', '/tidewatch adopt');
      comment(stage.model, number, 'eve', '/tidewatch whatever');
    }
    const before = stage.model.comments.length;
    await stage.watch.look();
    await stage.watch.look();
    expect(await approved()).toBeUndefined();
    expect(stage.model.comments).toHaveLength(before);
  });

  it('is answered once, by whichever process sees it', async () => {
    const pullRequest = await stage.propose(changed);
    await stage.watch.look();
    comment(stage.model, pullRequest.number, 'ada', '/tidewatch adopt overlays-app');
    await stage.watch.look();
    stage.restart();
    await stage.watch.look();
    comment(stage.model, pullRequest.number, 'ada', '/tidewatch approve sha256:1234');
    comment(stage.model, pullRequest.number, 'ada', `/tidewatch approve sha256:${'0'.repeat(64)}`);
    await stage.watch.look();
    await stage.watch.look();
    const [, answers, ...more] = stage.comments(pullRequest);
    expect(more).toEqual([]);
    expect(answers?.split('\n').filter((line) => line.startsWith('- '))).toEqual([
      '- `ada` asked to adopt: adopted overlays-app',
      '- `ada` asked to do what I do not know: say `/tidewatch approve DIGEST`, `/tidewatch refresh` or `/tidewatch adopt [TARGET]`',
      '- `ada` asked to approve: no plan of this repository has the digest `sha256:DIGEST` now; look at what the comment says, and approve that',
    ]);
  });

  it('is left alone where the token may not ask who may write', async () => {
    const pullRequest = await stage.propose(changed);
    await stage.watch.look();
    comment(stage.model, pullRequest.number, 'ada', '/tidewatch adopt');
    // The list (where Gitea ends with an empty page), the comments, and then who that is.
    stage.forge.spoilAfter(provider === 'gitea' ? 3 : 2, { kind: 'status', status: 403 }, 1);
    await stage.watch.look();
    expect(stage.comments(pullRequest)).toHaveLength(1);
    expect(stage.log.lines.map(({ message }) => message)).toContain(
      'a command in a comment is left alone',
    );
  });

  it('has the pull request rendered again', async () => {
    const pullRequest = await stage.propose(changed);
    await stage.watch.look();
    const [first] = stage.model.comments;
    if (first === undefined) throw new Error('there is no comment');
    first.body = `${first.body.split('\n')[0]}\n\nold words`;
    comment(stage.model, pullRequest.number, 'ada', '/tidewatch refresh');
    await stage.watch.look();
    expect(stage.comments(pullRequest)[0]).toContain('1 target: 0 to create, 1 to change');
    expect(stage.comments(pullRequest)[1]).toContain('`ada` asked to refresh: rendered again');
  });
});

function withoutIds(body: string | undefined): string {
  return body?.replace(/answered [\d ]+/, 'answered 1 ') ?? '';
}
