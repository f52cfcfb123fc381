import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type AgentProcess, startAgent } from '../../support/agent-process.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';
import { createGitRepository } from '../../support/git-repository.ts';
import { basic, type GitServer, startGitServer } from '../../support/git-server.ts';
import { changedBetween, liveVersions } from '../../support/live-versions.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { runTidewatch } from '../../support/run-tidewatch.ts';

let controlPlane: ControlPlane;
let folder: string;
let server: GitServer;
const agents: AgentProcess[] = [];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-'));
  controlPlane = await startControlPlane();
  server = await startGitServer({ root: folder });
});
afterEach(async () => {
  for (const agent of agents.splice(0)) await agent.end('SIGKILL');
  server.require(undefined);
  server.spoil(undefined);
});
afterAll(async () => {
  await server?.close();
  await controlPlane?.stop();
  await rm(folder, { recursive: true, force: true });
});

/** A repository of its own, a namespace to deploy to, and one for the agent. */
async function setUp(name: string) {
  const { kubectl } = controlPlane;
  const repository = await createGitRepository(folder, name);
  const namespace = await createNamespace(kubectl, name);
  const system = await createNamespace(kubectl, `${name}-system`);
  return { name, repository, namespace, system };
}
type Setting = Awaited<ReturnType<typeof setUp>>;

/** An overlay with a ConfigMap of one value. */
function overlay({ namespace }: Setting, name: string, value: string): Record<string, string> {
  return {
    [`overlays/${name}/settings.yaml`]: configMapYaml(name, value),
    [`overlays/${name}/kustomization.yaml`]: kustomizationYaml(namespace, ['settings.yaml']),
  };
}

function run({ name, system }: Setting, ...more: string[]): AgentProcess {
  const agent = startAgent([
    ...['--repo', server.url(name), '--ref', 'main', '--poll', '1s', '--interval', '5s'],
    ...['--kubeconfig', controlPlane.kubeconfig, '--namespace', system, '--listen', 'off'],
    ...['--cache-directory', join(folder, `${name}-cache`), '--request-timeout', '5s'],
    ...more,
  ]);
  agents.push(agent);
  return agent;
}

function ready(target: string, commit: string) {
  return (line: Readonly<Record<string, unknown>>): boolean =>
    line.target === target && line.revision === `main@sha1:${commit}` && line.phase === 'Ready';
}

async function currentValue({ namespace }: Setting, name: string): Promise<string> {
  const path = 'jsonpath={.data.value}';
  return controlPlane.kubectl(['get', 'configmap', name, '-n', namespace, '-o', path]);
}

describe('the agent survives', () => {
  it('a restart of the API server', async () => {
    const setting = await setUp('restart');
    const first = await setting.repository.publish(overlay(setting, 'app', 'one'));
    const agent = run(setting);
    await agent.waitFor('ready', ready('overlays-app', first));
    await controlPlane.stopApiServer();
    const second = await setting.repository.publish(overlay(setting, 'app', 'two'));
    await agent.waitFor('trouble with the API server', ({ level }) => level === 'error');
    await controlPlane.startApiServer();
    await agent.waitFor('ready again', ready('overlays-app', second), 90_000);
    expect(await currentValue(setting, 'app')).toBe('two');
  });

  it('a Git server that is down', async () => {
    const setting = await setUp('gitdown');
    const first = await setting.repository.publish(overlay(setting, 'app', 'one'));
    const agent = run(setting);
    await agent.waitFor('ready', ready('overlays-app', first));
    await server.down();
    await agent.waitFor(
      'the repository cannot be read',
      ({ message }) => message === `cannot be read; main@sha1:${first} stays in force`,
    );
    await server.up();
    const second = await setting.repository.publish(overlay(setting, 'app', 'two'));
    await agent.waitFor('ready again', ready('overlays-app', second), 90_000);
    expect(await currentValue(setting, 'app')).toBe('two');
  });

  it('credentials that expire and are renewed', async () => {
    const setting = await setUp('credentials');
    const password = join(folder, 'password');
    await writeFile(password, 'old\n');
    server.require(basic('git', 'old'));
    const first = await setting.repository.publish(overlay(setting, 'app', 'one'));
    const agent = run(setting, '--password-file', password);
    await agent.waitFor('ready', ready('overlays-app', first));
    server.require(basic('git', 'new'));
    await agent.waitFor('the refusal', ({ code }) => code === 'AUTHENTICATION_FAILED');
    await writeFile(password, 'new\n');
    const second = await setting.repository.publish(overlay(setting, 'app', 'two'));
    await agent.waitFor('ready again', ready('overlays-app', second), 90_000);
    const log = JSON.stringify(agent.lines);
    expect(log).not.toContain('"old"');
    expect(log).not.toContain(basic('git', 'old'));
  });

  it('a broken commit: keeps the last good one, names file and line, takes the fix', async () => {
    const setting = await setUp('broken');
    const first = await setting.repository.publish(overlay(setting, 'app', 'one'));
    const agent = run(setting);
    await agent.waitFor('ready', ready('overlays-app', first));
    const versions = () =>
      liveVersions(controlPlane.kubectl, setting.namespace, 'configmaps,secrets');
    const before = await versions();
    await setting.repository.publish({
      'overlays/app/settings.yaml': `${configMapYaml('app', 'two')}  value: "three"\n`,
    });
    const problem = await agent.waitFor('the problem', ({ message }) =>
      String(message).startsWith('overlays/app/settings.yaml:7:'),
    );
    expect(problem.level).toBe('error');
    const status = await runTidewatch([
      ...['status', '--kubeconfig', controlPlane.kubeconfig, '--namespace', setting.system],
    ]);
    expect(status.code).toBe(1);
    expect(status.stdout).toContain('overlays/app/settings.yaml:7:');
    expect(changedBetween(before, await versions())).toEqual([]);
    const fixed = await setting.repository.publish(overlay(setting, 'app', 'four'));
    await agent.waitFor('ready again', ready('overlays-app', fixed));
    expect(await currentValue(setting, 'app')).toBe('four');
  });

  it('one bad target, which stops no other', async () => {
    const setting = await setUp('onebad');
    const commit = await setting.repository.publish({
      ...overlay(setting, 'good', 'one'),
      ...overlay(setting, 'bad', 'one'),
      'overlays/bad/settings.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: [\n',
    });
    const agent = run(setting);
    await agent.waitFor('the good one', ready('overlays-good', commit));
    await agent.waitFor(
      'the bad one',
      ({ target, phase }) => target === 'overlays-bad' && phase === 'Failed',
    );
    expect(await currentValue(setting, 'good')).toBe('one');
  });

  it('SIGKILL in the middle of an apply: the next start converges, nothing is orphaned', async () => {
    const setting = await setUp('sigkill');
    const files = (first: number, value: string) => {
      const all = Array.from(
        { length: 300 },
        (_, index) => `item-${String(index).padStart(3, '0')}`,
      );
      const names = all.slice(first);
      return {
        'overlays/app/settings.yaml': names.map((item) => configMapYaml(item, value)).join('---\n'),
        'overlays/app/kustomization.yaml': kustomizationYaml(setting.namespace, ['settings.yaml']),
      };
    };
    await setting.repository.publish(files(0, 'one'));
    // One request at a time, so that there is a middle to be killed in.
    const victim = run(setting, '--requests-in-flight', '1');
    await untilSome(setting, 20);
    await victim.end('SIGKILL');
    const survivors = (await configMaps(setting)).length;
    expect(survivors).toBeGreaterThan(0);
    expect(survivors).toBeLessThan(300);

    // The first ten were made, by an agent that never came to say so.
    const second = await setting.repository.publish(files(10, 'two'));
    const agent = run(setting);
    await agent.waitFor('ready', ready('overlays-app', second), 120_000);
    const left = await configMaps(setting);
    expect(left).toHaveLength(290);
    expect(left).not.toContain('configmap/item-000');
  });
});

async function configMaps({ namespace }: Setting): Promise<string[]> {
  const names = await controlPlane.kubectl([
    ...['get', 'configmaps', '-n', namespace, '-l', 'tidewatch.dev/target', '-o', 'name'],
  ]);
  return names.split('\n').filter((name) => name !== '');
}

async function untilSome(setting: Setting, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  while ((await configMaps(setting)).length < count) {
    if (Date.now() > deadline) throw new Error(`there were never ${count} ConfigMaps`);
  }
}
