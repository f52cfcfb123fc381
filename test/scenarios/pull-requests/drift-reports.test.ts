import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { KnownDrift } from '../../../src/drift/drift.ts';
import { dialects } from '../../support/forge/dialects.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { openPullRequestStage, type PullRequestStage } from './stage.ts';

const settings = (value: string) => ({ 'settings.yaml': configMapYaml('settings', value) });

/** Somebody changed the ConfigMap by hand, long enough ago to be talked about. */
function drift(live: string, firstSeen = Date.parse('2026-01-05T08:00:00Z')): KnownDrift {
  const position = { file: 'settings.yaml', line: 6, column: 10 };
  const writer = {
    manager: 'kubectl-edit',
    operation: 'Update',
    time: '2026-01-05T07:59:59Z',
    subresource: undefined,
    recorded: true,
  } as const;
  return {
    id: { group: '', kind: 'ConfigMap', namespace: 'default', name: 'settings' },
    kind: 'changed',
    fields: [{ path: ['data', 'value'], wanted: 'after', live, writer, position, meaning: [] }],
    position: { ...position, line: 1, column: 1 },
    writer: undefined,
    firstSeen,
    answer: { kind: 'warn' },
  };
}

describe.each(dialects)('drift on $name', ({ provider }) => {
  let stage: PullRequestStage;
  const drifted = (...drifts: readonly KnownDrift[]) => {
    const [target = ''] = [...stage.targets()];
    stage.board.set(target, { drifts, lineOrigin: undefined });
  };
  beforeEach(async () => {
    stage = await openPullRequestStage(
      { 'kustomization.yaml': kustomizationYaml('default', ['settings.yaml']), ...settings('one') },
      provider,
    );
    await stage.deploy();
  }, 30_000);
  afterEach(() => stage[Symbol.asyncDispose]());

  it('is told on the pull request that brought what drifted, in one comment, until it is gone', async () => {
    const merged = await stage.propose(settings('after'));
    await stage.watch.look();
    await stage.merge(merged);
    await stage.deploy();
    drifted(drift('by hand'));
    await stage.watch.look();
    expect(stage.comments(merged)).toHaveLength(2);
    await expect(stage.comments(merged)[1]).toMatchFileSnapshot(golden('drift'));
    drifted(drift('by another hand'));
    // Another process finds its own comment again, also once something else is deployed.
    await stage.repository.publish({ 'README.md': 'Words.' });
    await stage.deploy();
    stage.restart();
    await stage.watch.look();
    expect(stage.comments(merged)).toHaveLength(2);
    expect(stage.comments(merged)[1]).toContain('"by another hand"');
    await stage.watch.look();
    await stage.watch.look();
    stage.forge.forget();
    await stage.watch.look();
    expect(stage.forge.requests).toHaveLength(1);
    drifted();
    await stage.watch.look();
    expect(stage.comments(merged)).toHaveLength(2);
    await expect(stage.comments(merged)[1]).toMatchFileSnapshot(golden('drift-resolved'));
    expect(stage.model.issues).toEqual([]);
  });

  it('that no pull request brought is told in an issue, which is closed when it is gone', async () => {
    drifted(drift('by hand'));
    await stage.watch.look();
    expect(stage.model.issues).toMatchObject([
      {
        title: 'Tidewatch: what is on the cluster differs from Git (test)',
        state: 'open',
        body: expect.stringContaining('### Tidewatch: 1 object drifted'),
      },
    ]);
    stage.restart();
    drifted(drift('by another hand'));
    await stage.watch.look();
    expect(stage.model.issues).toMatchObject([
      { state: 'open', body: expect.stringContaining('"by another hand"') },
    ]);
    drifted();
    await stage.watch.look();
    expect(stage.model.issues).toMatchObject([
      {
        title: 'Tidewatch: what is on the cluster differs from Git (test): the drift is resolved',
        state: 'closed',
      },
    ]);
  });

  it('that is right again soon is not talked about', async () => {
    drifted(drift('by hand', Date.now()));
    await stage.watch.look();
    drifted();
    await stage.watch.look();
    expect([stage.model.issues, stage.model.comments]).toEqual([[], []]);
  });
});

function golden(name: string): string {
  return join(import.meta.dirname, 'golden', `${name}.md`);
}
