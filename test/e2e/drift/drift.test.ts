import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import type { JsonObject } from '../../../src/model/json.ts';
import { valueAt } from '../../../src/model/manifest.ts';
import type { AgentProcess, LogLine } from '../../support/agent-process.ts';
import { createKubectl, type Kubectl } from '../../support/kubectl.ts';
import {
  configMapYaml,
  definitionFiles,
  kustomizationYaml,
  monitorYaml,
} from '../../support/monitoring-repository.ts';
import { type AgentSetting, type AgentStage, openAgentStage, says } from '../agent/agent-stage.ts';

let stage: AgentStage;
beforeAll(async () => {
  stage = await openAgentStage();
});
afterEach(() => stage.endAgents());
afterAll(() => stage.close());

const target = 'overlays-web';

/** Deploys a monitor and a ConfigMap, and leaves an agent watching them. */
async function deployed(name: string, ...flags: string[]) {
  const setting = await stage.setUp(name);
  const commit = await setting.repository.publish({
    ...(await definitionFiles()),
    'base/monitor.yaml': monitorYaml('basic'),
    'base/settings.yaml': configMapYaml('settings', 'one'),
    'base/kustomization.yaml': 'resources:\n- monitor.yaml\n- settings.yaml\n',
    'overlays/web/kustomization.yaml': kustomizationYaml(setting.namespace, [
      '../../crd',
      '../../base',
    ]),
  });
  const agent = setting.runWith(
    ...['--repo', setting.url, '--ref', 'main', '--path', 'overlays/web'],
    ...['--poll', '1s', '--interval', '10m', '--wait', 'false', ...flags],
  );
  await agent.waitFor('the deployment', says(target, commit));
  return { setting, agent, commit };
}

/** A line that tells of drift; its message starts with the object. */
function tells(reason: string, start: string): (line: LogLine) => boolean {
  return (line) => line.reason === reason && String(line.message).startsWith(start);
}

/** What is told of an object next, once `act` has happened. */
async function toldAfter(
  agent: AgentProcess,
  start: string,
  act: () => Promise<unknown>,
  reason = 'DriftDetected',
): Promise<string> {
  const told = agent.waitForNext(`${reason} ${start}`, tells(reason, start));
  told.catch(() => {});
  await act();
  return String((await told).message);
}

/** `kubectl edit`, with a script that replaces a text in place of an editor. */
async function kubectlEdit(
  setting: AgentSetting,
  object: string,
  from: string,
  to: string,
): Promise<void> {
  const editor = join(stage.folder, 'editor.sh');
  await writeFile(editor, '#!/bin/sh\nsed -i "s|$FROM|$TO|" "$1"\n');
  await chmod(editor, 0o755);
  const env = { KUBE_EDITOR: editor, FROM: from, TO: to };
  const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'), env);
  await kubectl(['edit', object, '-n', setting.namespace]);
}

describe('drift on a real API server', () => {
  it('is attributed to whoever caused it, and to the line of Git that it differs from', async () => {
    const { setting, agent } = await deployed('attributed', '--drift', 'warn');
    const { namespace } = setting;
    const kubectl: Kubectl = (args, input) => stage.kubectl([...args, '-n', namespace], input);
    const monitor = 'base/monitor.yaml';
    const named = (kind: string, name: string) => `${kind}/${namespace}/${name}`;

    expect(
      await toldAfter(agent, named('StatefulSet', 'basic-monitor'), () =>
        kubectlEdit(
          setting,
          'statefulset/basic-monitor',
          'prom/prometheus:v2.49.1',
          'prom/prometheus:v2.50.0',
        ),
      ),
    ).toMatch(
      new RegExp(
        `^${named('StatefulSet', 'basic-monitor')}: spec\\.template\\.spec\\.containers\\[\\d\\]\\.image changed by kubectl-edit \\(Update\\): prom/prometheus: version v2\\.49\\.1 -> v2\\.50\\.0 \\(in Git at ${monitor}:\\d+:\\d+\\)$`,
      ),
    );
    expect(
      await toldAfter(agent, named('ConfigMap', 'settings'), () =>
        kubectlEdit(setting, 'configmap/settings', 'value: one', 'value: two'),
      ),
    ).toBe(
      `${named('ConfigMap', 'settings')}: data.value changed by kubectl-edit (Update) (in Git at base/settings.yaml:6:3)`,
    );
    expect(
      await toldAfter(agent, named('Role', 'basic-monitor'), () =>
        kubectlEdit(setting, 'role/basic-monitor', '- pods', '- secrets'),
      ),
    ).toContain(
      'rules changed by kubectl-edit (Update): may now get secrets (escalation: reads Secrets)',
    );
    expect(
      await toldAfter(agent, named('Service', 'basic-grafana'), () =>
        kubectl(['delete', 'service', 'basic-grafana']),
      ),
    ).toBe(`${named('Service', 'basic-grafana')}: deleted on the cluster`);
    expect(
      await toldAfter(agent, named('StatefulSet', 'basic-monitor'), () =>
        kubectl(['scale', 'statefulset/basic-monitor', '--replicas=3']),
      ),
    ).toContain(
      'spec.replicas, and 1 more changed by kubectl (Update of scale): scaled up from 1 to 3 pods',
    );
    expect(
      await toldAfter(agent, named('ConfigMap', 'basic-monitor-grafana'), () =>
        stage.connection.cluster.patch(
          { apiVersion: 'v1', kind: 'ConfigMap', namespace, name: 'basic-monitor-grafana' },
          { type: 'merge', document: { data: { 'dashboards.yaml': 'x: 1' } } },
          { fieldManager: 'grafana-operator' },
        ),
      ),
    ).toContain('data["dashboards.yaml"] changed by grafana-operator (Update)');
    const applied = configMapYaml('settings', 'three');
    await kubectl(['apply', '-f', '-'], applied);
    expect(await statusDrift(setting)).toContain('kubectl-client-side-apply (Update)');

    const shown = await setting.verb('drift');
    expect(shown).toMatchObject({ code: 1, stderr: '' });
    expect(shown.stdout).toMatch(/^overlays-web: 5 objects drifted$/m);
    expect(shown.stdout).toMatch(
      /in Git {2}"one" \(base\/settings\.yaml:6:3, commit [0-9a-f]{8} by Author, 2023-11-14\)/,
    );
    const status = await setting.verb('status');
    expect(status.stdout).toContain('5 objects drifted; see tidewatch drift');
  });

  it('is reported within a second, in the median of 100 edits', async () => {
    const { setting, agent } = await deployed('fast', '--drift', 'warn');
    const { namespace } = setting;
    const rules = [{ apiGroups: [''], resources: ['secrets'], verbs: ['get'] }];
    const edits: readonly Edit[] = [
      { apiVersion: 'v1', kind: 'ConfigMap', name: 'settings', document: { data: { value: 'x' } } },
      { apiVersion: rbac, kind: 'Role', name: 'basic-monitor', document: { rules } },
      { apiVersion: 'v1', kind: 'Secret', name: 'basic-monitor', document: { data: login } },
    ];
    const times: number[] = [];
    while (times.length < 100) {
      for (const edit of edits.slice(0, 100 - times.length)) {
        times.push(await timed(agent, namespace, edit));
      }
    }
    const sorted = times.toSorted((a, b) => a - b).map(Math.round);
    const [median = 0, most = 0] = [sorted[50], sorted.at(-1)];
    console.log(`drift reported after ${median} ms in the median of 100 edits, ${most} ms at most`);
    expect(median).toBeLessThan(1_000);
  });

  it('is corrected or left by policy', async () => {
    const rule = 'web/Service/*: warn';
    const { setting, agent } = await deployed(
      'policies',
      ...['--drift', 'correct', '--drift-rule', `overlays-${rule}`],
    );
    const { namespace } = setting;
    const settings = `ConfigMap/${namespace}/settings`;
    await toldAfter(
      agent,
      settings,
      () => kubectlEdit(setting, 'configmap/settings', 'value: one', 'value: two'),
      'DriftResolved',
    );
    const path = 'jsonpath={.data.value}';
    expect(await stage.kubectl(['get', 'configmap/settings', '-n', namespace, '-o', path])).toBe(
      'one',
    );
    await toldAfter(
      agent,
      settings,
      () => stage.kubectl(['delete', 'configmap/settings', '-n', namespace]),
      'DriftResolved',
    );
    expect(await stage.kubectl(['get', 'configmap/settings', '-n', namespace, '-o', path])).toBe(
      'one',
    );
    await toldAfter(agent, `Service/${namespace}/basic-grafana`, () =>
      stage.kubectl(['delete', 'service/basic-grafana', '-n', namespace]),
    );
    await toldAfter(
      agent,
      settings,
      () => kubectlEdit(setting, 'configmap/settings', 'value: one', 'value: two'),
      'DriftResolved',
    );
    const services = await stage.kubectl(['get', 'services', '-n', namespace, '-o', 'name']);
    expect(services).not.toContain('basic-grafana');
  });
});

const rbac = 'rbac.authorization.k8s.io/v1';
const login = { username: 'b2ZmZW4=', password: 'b2ZmZW4=' };

interface Edit {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly document: JsonObject;
}

/** How long an agent takes to tell of an edit, in milliseconds; the edit is taken back. */
async function timed(agent: AgentProcess, namespace: string, edit: Edit): Promise<number> {
  const { document, ...place } = edit;
  const reference = { ...place, namespace };
  const start = `${edit.kind}/${namespace}/${edit.name}`;
  const before = await stage.connection.cluster.get(reference);
  const old = Object.fromEntries(Object.keys(document).map((key) => [key, valueAt(before, [key])]));
  const patch = (change: JsonObject) =>
    stage.connection.cluster.patch(
      reference,
      { type: 'merge', document: change },
      { fieldManager: 'kubectl-edit' },
    );
  const began = performance.now();
  await toldAfter(agent, start, () => patch(document));
  const time = performance.now() - began;
  await toldAfter(agent, start, () => patch(old), 'DriftResolved');
  return time;
}

/** The drift on record, as JSON, once it names `kubectl apply`. */
async function statusDrift(setting: AgentSetting): Promise<string> {
  for (let tries = 0; ; tries += 1) {
    const { stdout } = await setting.verb('drift', '--output', 'json');
    if (stdout.includes('client-side-apply') || tries === 50) return stdout;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
