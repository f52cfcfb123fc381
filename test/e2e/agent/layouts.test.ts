import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { AgentProcess } from '../../support/agent-process.ts';
import { changedBetween, liveVersions } from '../../support/live-versions.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { startPodReadiness } from '../../support/pod-readiness.ts';
import {
  type AgentSetting,
  type AgentStage,
  deploymentYaml,
  folderOf,
  openAgentStage,
  says,
} from './agent-stage.ts';

let stage: AgentStage;
beforeAll(async () => {
  stage = await openAgentStage();
});
afterEach(() => stage.endAgents());
afterAll(() => stage.close());

function fluxSource({ url }: AgentSetting): string {
  return `apiVersion: source.toolkit.fluxcd.io/v1
kind: GitRepository
metadata:
  name: flux-system
  namespace: flux-system
spec:
  interval: 1m
  url: ${url}
  ref:
    branch: main
`;
}

function fluxKustomization(name: string, fields: string): string {
  return `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata:
  name: ${name}
  namespace: flux-system
spec:
  interval: 10m
  timeout: 1m
  prune: true
  wait: true
  path: ./${name}
  sourceRef:
    kind: GitRepository
    name: flux-system
${fields}`;
}

describe('Flux Kustomizations', () => {
  it('wait for what they depend on, at the same revision', async () => {
    const setting = await stage.setUp('flux');
    const { namespace } = setting;
    const infra = (value: string) => ({
      'infra/web.yaml': deploymentYaml('web'),
      'infra/settings.yaml': configMapYaml('infra', value),
      'infra/kustomization.yaml': kustomizationYaml(namespace, ['settings.yaml', 'web.yaml']),
    });
    const first = await setting.repository.publish({
      'clusters/production/source.yaml': fluxSource(setting),
      'clusters/production/infra.yaml': fluxKustomization('infra', ''),
      'clusters/production/app.yaml': fluxKustomization('app', '  dependsOn:\n  - name: infra\n'),
      ...infra('one'),
      ...folderOf('app', namespace, { app: 'one' }),
    });
    const agent = setting.run('--path', 'clusters/production');
    await agent.waitFor(
      'the application waits',
      ({ target, message }) =>
        target === 'flux-system-app' && message === 'waits for flux-system-infra',
    );
    await stage.kubectl(['wait', '--for=create', 'deployment/web', '-n', namespace]);
    expect(Object.keys(await setting.uids())).not.toContain('ConfigMap/app');

    const pods = startPodReadiness({ cluster: stage.connection.cluster, namespace });
    try {
      await agent.waitFor('the application', says('flux-system-app', first));
      expectOrder(agent, first);
      const second = await setting.repository.publish({
        ...infra('two'),
        ...folderOf('app', namespace, { app: 'two' }),
      });
      await agent.waitFor('the application again', says('flux-system-app', second));
      expectOrder(agent, second);
    } finally {
      await pods.stop();
    }
  });

  it('that are suspended are left alone', async () => {
    const setting = await stage.setUp('suspended');
    const { namespace } = setting;
    const before = await setting.repository.publish({
      'clusters/production/source.yaml': fluxSource(setting),
      'clusters/production/app.yaml': fluxKustomization('app', ''),
      ...folderOf('app', namespace, { app: 'one', more: 'one' }),
    });
    const agent = setting.run('--path', 'clusters/production');
    await agent.waitFor('it is applied', says('flux-system-app', before));
    const versions = await liveVersions(stage.kubectl, namespace, 'configmaps');

    const suspended = await setting.repository.publish({
      'clusters/production/app.yaml': fluxKustomization('app', '  suspend: true\n'),
      ...folderOf('app', namespace, { app: 'two' }),
    });
    await agent.waitFor('it is suspended', says('flux-system-app', suspended, 'Suspended'));
    const after = await liveVersions(stage.kubectl, namespace, 'configmaps');
    expect(changedBetween(versions, after)).toEqual([]);
    expect((await setting.verb('status')).code).toBe(0);

    const resumed = await setting.repository.publish({
      'clusters/production/app.yaml': fluxKustomization('app', ''),
    });
    await agent.waitFor('it is applied again', says('flux-system-app', resumed));
    expect(
      changedBetween(versions, await liveVersions(stage.kubectl, namespace, 'configmaps')),
    ).toContain('ConfigMap/app');
  });
});

/** The application starts to change only once what it depends on is ready at that commit. */
function expectOrder(agent: AgentProcess, commit: string): void {
  const ready = agent.lines.findIndex(says('flux-system-infra', commit));
  const changed = agent.lines.findIndex(
    ({ target, revision, message }) =>
      target === 'flux-system-app' &&
      revision === `main@sha1:${commit}` &&
      /^ConfigMap\/.*\/app (created|configured)$/.test(String(message)),
  );
  expect(ready).toBeGreaterThanOrEqual(0);
  expect(changed).toBeGreaterThan(ready);
}

describe('an Argo CD Application', () => {
  it('is applied to its destination, which it may have made', async () => {
    const setting = await stage.setUp('argo');
    const made = `${setting.namespace}-made`;
    const application = `apiVersion: argoproj.io/v1alpha1
kind: Application
metadata:
  name: web
  namespace: argocd
spec:
  project: default
  source:
    repoURL: ${setting.url}
    targetRevision: main
    path: apps/web
  destination:
    server: https://kubernetes.default.svc
    namespace: ${made}
  syncPolicy:
    automated: {prune: true, selfHeal: true}
    syncOptions: [CreateNamespace=true]
`;
    const commit = await setting.repository.publish({
      'argocd/web.yaml': application,
      'apps/web/settings.yaml': configMapYaml('settings', 'one'),
      'apps/web/kustomization.yaml': 'resources:\n- settings.yaml\n',
    });
    const agent = setting.run('--path', 'argocd');
    await agent.waitFor('it is ready', says('argocd-web', commit));
    const value = await stage.kubectl([
      ...['get', 'configmap', 'settings', '-n', made, '-o', 'jsonpath={.data.value}'],
    ]);
    expect(value).toBe('one');
    await stage.kubectl([
      'patch',
      'configmap',
      'settings',
      '-n',
      made,
      '-p',
      '{"data":{"value":"by hand"}}',
    ]);
    await agent.waitForNext('it heals itself', ({ message }) =>
      String(message).endsWith('/settings configured'),
    );
  });
});
