import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { kustomizationYaml, monitorYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import {
  type AgentSetting,
  type AgentStage,
  folderOf,
  openAgentStage,
  says,
} from './agent-stage.ts';
import { installAgent } from './install-agent.ts';

describe('an agent with the rights of base/agent', () => {
  let stage: AgentStage;
  let setting: AgentSetting;
  let scraped: string;
  let forbidden: string;
  let pods: PodReadiness;
  let rights: string[];
  beforeAll(async () => {
    stage = await openAgentStage();
    setting = await stage.setUp('rights');
    scraped = await createNamespace(stage.kubectl, 'scraped');
    forbidden = await createNamespace(stage.kubectl, 'forbidden');
    const { namespace, system } = setting;
    const folder = await mkdtemp(join(stage.folder, 'install-'));
    const agent = { folder, system, watched: [namespace], scraped: [scraped] };
    rights = ['--kubeconfig', await installAgent(stage.kubectl, agent)];
    pods = startPodReadiness({ cluster: stage.connection.cluster, namespace });
  });
  afterAll(async () => {
    await pods?.stop();
    await stage?.close();
  });

  const names = async (kind: string, namespace: string) =>
    (await stage.kubectl(['get', kind, '-n', namespace, '-o', 'name'])).trim().split('\n');

  it('deploys monitors of its own namespace, of another one, and of all', async () => {
    const { namespace } = setting;
    const commit = await setting.repository.publish({
      'overlays/app/own.yaml': monitorYaml('own'),
      'overlays/app/other.yaml': monitorYaml('other', { clusterNamespace: scraped }),
      'overlays/app/all.yaml': monitorYaml('all', { clusterScoped: true }),
      'overlays/app/kustomization.yaml': kustomizationYaml(namespace, [
        'own.yaml',
        'other.yaml',
        'all.yaml',
      ]),
      ...folderOf('overlays/elsewhere', forbidden, { settings: 'one' }),
    });
    const agent = setting.run(...rights);
    await agent.waitFor('all monitors are ready', says('overlays-app', commit));
    expect(await names('roles', scraped)).toEqual([
      `role.rbac.authorization.k8s.io/${namespace}.other-monitor`,
    ]);
    const clusterRole = await stage.kubectl(['get', 'clusterrole', `${namespace}-all-monitor`]);
    expect(clusterRole).toContain(`${namespace}-all-monitor`);

    const refused = await agent.waitFor(
      'the namespace it has no rights in',
      ({ target, phase }) => target === 'overlays-elsewhere' && phase === 'Failed',
    );
    expect(refused.level).toBe('error');
    const { stdout } = await setting.verb('status');
    expect(stdout).toContain(
      `cannot get resource "configmaps" in API group "" in the namespace "${forbidden}"`,
    );
    expect(stdout).toContain('grant the agent what it needs, or remove the object');
    expect(await names('configmaps', forbidden)).toEqual(['configmap/kube-root-ca.crt']);
  });

  it('writes what it reports: records, Events, the status of monitors', async () => {
    expect(await setting.records()).toContain('tidewatch-status-overlays-app');
    const events = await stage.kubectl(['get', 'events', '-n', setting.namespace]);
    expect(events).toContain('ReconciliationSucceeded');
    await stage.kubectl([
      ...['wait', 'tm/own', '-n', setting.namespace, '--for=condition=Ready', '--timeout=30s'],
    ]);
  });

  const allowed = async (verb: string, group: string, resource: string, namespace: string) => {
    const user = `system:serviceaccount:${setting.system}:${setting.system}-tidewatch-agent`;
    const spec = { user, resourceAttributes: { verb, group, resource, namespace } };
    const review = { apiVersion: 'authorization.k8s.io/v1', kind: 'SubjectAccessReview', spec };
    const answer = ['create', '-f', '-', '-o', 'jsonpath={.status.allowed}'];
    return stage.kubectl(answer, JSON.stringify(review));
  };

  it.each([
    ['list', '', 'secrets', ''],
    ['get', '', 'secrets', 'kube-system'],
    ['escalate', 'rbac.authorization.k8s.io', 'clusterroles', ''],
    ['bind', 'rbac.authorization.k8s.io', 'clusterroles', ''],
    ['impersonate', '', 'users', ''],
    ['create', '', 'pods', 'kube-system'],
    ['delete', '', 'namespaces', ''],
    ['delete', 'apiextensions.k8s.io', 'customresourcedefinitions', ''],
  ])('may not %s %s %s in namespace "%s"', async (verb, group, resource, namespace) => {
    expect(await allowed(verb, group, resource, namespace)).toBe('false');
    expect(await allowed('patch', '', 'secrets', setting.namespace)).toBe('true');
  });
});
