import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import {
  type AgentSetting,
  type AgentStage,
  folderOf,
  openAgentStage,
  says,
  without,
} from './agent-stage.ts';

let stage: AgentStage;
beforeAll(async () => {
  stage = await openAgentStage();
});
afterEach(() => stage.endAgents());
afterAll(() => stage.close());

const names = (all: Readonly<Record<string, string>>) => Object.keys(all).sort();

describe('a target that is renamed', () => {
  it('takes its objects along: nothing is deleted or made again', async () => {
    const setting = await stage.setUp('renamed');
    const values = { one: '1', two: '2', three: '3' };
    const before = folderOf('overlays/a', setting.namespace, values);
    const first = await setting.repository.publish(before);
    const agent = setting.run();
    await agent.waitFor('the first name', says('overlays-a', first));
    const uids = await setting.uids();
    expect(names(uids)).toEqual(['ConfigMap/one', 'ConfigMap/three', 'ConfigMap/two']);

    const after = folderOf('overlays/b', setting.namespace, values);
    const second = await setting.repository.publish({ ...without(before), ...after });
    await agent.waitFor('the second name', says('overlays-b', second));
    await agent.waitFor('the end of the first', says('overlays-a', second, 'Removed'));
    expect(await setting.uids()).toEqual(uids);
    expect(await setting.records()).toEqual([
      'tidewatch-inventory-overlays-b',
      'tidewatch-status-overlays-b',
      'tidewatch-status-repository.git',
    ]);
    expect(agent.lines.filter(({ message }) => String(message).endsWith(' deleted'))).toEqual([]);
  });
});

describe('a target that left Git', () => {
  let setting: AgentSetting;
  let keep: Record<string, string>;
  let leave: Record<string, string>;
  beforeAll(async () => {
    setting = await stage.setUp('removed');
    keep = folderOf('overlays/keep', setting.namespace, { kept: '1' });
    leave = folderOf('overlays/leave', setting.namespace, { left: '1', right: '1' });
  });

  it('is held back, approved, and gone with its records; others stay', async () => {
    const first = await setting.repository.publish({ ...keep, ...leave });
    const agent = setting.run();
    await agent.waitFor('one', says('overlays-keep', first));
    await agent.waitFor('the other', says('overlays-leave', first));
    const uids = await setting.uids();

    const second = await setting.repository.publish(without(leave));
    await agent.waitFor(
      'the deletions are held back',
      ({ target, message }) =>
        target === 'overlays-leave' && message === 'deletions wait for approval',
    );
    expect(await setting.uids()).toEqual(uids);
    const status = await setting.verb('status');
    const [, digest = ''] = /tidewatch approve overlays-leave (\S+)/.exec(status.stdout) ?? [];
    expect(await setting.verb('approve', 'overlays-leave', digest)).toEqual({
      code: 0,
      stdout: `overlays-leave: approved 2 deletions (${digest})\n`,
      stderr: '',
    });
    await agent.waitFor('it is gone', says('overlays-leave', second, 'Removed'));
    expect(names(await setting.uids())).toEqual(['ConfigMap/kept']);
    expect(await setting.records()).toEqual([
      'tidewatch-inventory-overlays-keep',
      'tidewatch-status-overlays-keep',
      'tidewatch-status-repository.git',
    ]);
  });

  it('refuses an approval that nothing waits for', async () => {
    expect(await setting.verb('approve', 'overlays-keep', 'sha256:0')).toEqual({
      code: 1,
      stdout: '',
      stderr: 'overlays-keep: nothing waits for approval; see `tidewatch status`\n',
    });
  });
});

describe('several repositories in one agent', () => {
  it('come from a configuration file, and do not see each other', async () => {
    const one = await stage.setUp('shop');
    const two = await stage.setUp('billing');
    const config = join(stage.folder, 'agent.yaml');
    const entry = (name: string, { url }: AgentSetting) =>
      `- name: ${name}\n  url: ${url}\n  ref: main\n  poll: 1s\n`;
    await writeFile(
      config,
      `repositories:\n${entry('shop', one)}${entry('billing', two)}interval: 2s\n`,
    );
    const shop = folderOf('overlays/production', one.namespace, { settings: 'shop' });
    const billing = folderOf('overlays/production', one.namespace, { other: 'billing' });
    const first = await one.repository.publish(shop);
    const second = await two.repository.publish(billing);
    const agent = one.runWith('--config', config);
    await agent.waitFor('one', says('shop-overlays-production', first));
    await agent.waitFor('the other', says('billing-overlays-production', second));
    expect(names(await one.uids())).toEqual(['ConfigMap/other', 'ConfigMap/settings']);

    const third = await two.repository.publish(
      folderOf('overlays/production', one.namespace, { other: 'new' }),
    );
    await agent.waitFor('only the other moved', says('billing-overlays-production', third));
    const status = await one.verb('status');
    expect(status.code).toBe(0);
    const rows = status.stdout.split('\n').map((row) => row.split(/\s+/).slice(0, 3));
    expect(rows).toEqual(
      expect.arrayContaining([
        ['billing-overlays-production', 'Ready', `main@sha1:${third.slice(0, 8)}`],
        ['shop-overlays-production', 'Ready', `main@sha1:${first.slice(0, 8)}`],
      ]),
    );
  });
});

describe('`agent --once`', () => {
  let setting: AgentSetting;
  beforeAll(async () => {
    setting = await stage.setUp('once');
  });

  it('ends with 0 when every target is ready, its reports on standard output', async () => {
    const commit = await setting.repository.publish(
      folderOf('overlays/app', setting.namespace, { app: '1' }),
    );
    const result = await setting.once();
    expect(result.code).toBe(0);
    expect(result.stdout.replaceAll(/ in \d+\.\d s/g, ' in 0.1 s')).toBe(
      `repository.git: Ready: 1 target
  no objects in 0.1 s at main@sha1:${commit}

overlays-app: Ready: applied and healthy
  1 created in 0.1 s at main@sha1:${commit}
`,
    );
    expect((await setting.once()).stdout).toContain('  1 unchanged in ');
  });

  it('ends with 1 when a target fails, after it has attempted the others', async () => {
    await setting.repository.publish({
      ...folderOf('overlays/app', setting.namespace, { app: '2' }),
      'overlays/bad/kustomization.yaml': kustomizationYaml(setting.namespace, ['missing.yaml']),
    });
    const result = await setting.once();
    expect(result.code).toBe(1);
    expect(result.stdout).toContain('overlays-app: Ready: applied and healthy\n  1 configured in');
    expect(result.stdout).toContain(
      '\n  overlays/bad/kustomization.yaml:5:3: "missing.yaml" does not exist; correct the path, or add the file\n',
    );
  });

  it('ends with 1 when the repository cannot be read', async () => {
    const result = await setting.once('--ref', 'nowhere');
    expect(result.code).toBe(1);
    expect(result.stdout).toContain(
      'repository.git: Failed: cannot be read; nothing is deployed from it',
    );
    expect(result.stdout).toContain('nowhere');
  });

  it('ends with 1 when the settings make no sense, and says which', async () => {
    const result = await setting.once('--interval', 'soon');
    expect(result).toMatchObject({ code: 1, stdout: '' });
    expect(result.stderr).toContain('--interval');
  });
});

describe('an agent that is told to stop in the middle of an apply', () => {
  it('ends in time, says how far it came, and goes on from there the next time', async () => {
    const setting = await stage.setUp('stopped');
    const all = Array.from({ length: 400 }, (_, index) => `item-${index}`);
    const commit = await setting.repository.publish({
      'overlays/app/all.yaml': all.map((name) => configMapYaml(name, 'one')).join('---\n'),
      'overlays/app/kustomization.yaml': kustomizationYaml(setting.namespace, ['all.yaml']),
    });
    // One request at a time, so that there is a middle.
    const victim = setting.run('--requests-in-flight', '1');
    await stage.kubectl([
      ...['wait', '--for=create', 'configmap/item-10', '-n', setting.namespace, '--timeout=60s'],
    ]);
    expect(await victim.end('SIGTERM')).toBe(0);
    const messages = victim.lines.map(({ message }) => String(message));
    expect(messages).not.toContainEqual(expect.stringContaining('attempts still ran'));
    expect(messages).toContain(
      'stopped in Sync/configuration on request; the next attempt goes on from there',
    );
    const reached = names(await setting.uids()).length;
    expect(reached).toBeGreaterThan(0);
    expect(reached).toBeLessThan(400);
    expect((await setting.verb('status')).stdout).toMatch(/^overlays-app\s+Progressing\s/m);

    const next = setting.run();
    await next.waitFor('the rest', says('overlays-app', commit));
    expect(names(await setting.uids())).toHaveLength(400);
  });
});
