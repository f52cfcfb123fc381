import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { formatProblem } from '../../../src/model/errors.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap } from '../../support/objects.ts';
import { writeServiceAccountKubeconfig } from '../../support/service-account-kubeconfig.ts';
import { createDeployer, type Deployer, shortChanges } from './deployer.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));
const service: Manifest = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 's' },
  spec: { ports: [{ port: 80 }] },
};
const rbac = 'rbac.authorization.k8s.io';

describe('an agent with rights in its own namespace only', () => {
  let namespace: string;
  let folder: string;
  let deployer: Deployer;
  beforeAll(async () => {
    namespace = await createNamespace(kubectl, 'rights');
    folder = await mkdtemp(join(tmpdir(), 'rights-'));
    const verbs = '--verb=get,list,watch,create,update,patch,delete';
    const resources =
      '--resource=configmaps,roles.rbac.authorization.k8s.io,rolebindings.rbac.authorization.k8s.io';
    await kubectl(['create', 'role', 'agent', verbs, resources, '-n', namespace]);
    const account = `--serviceaccount=${namespace}:default`;
    await kubectl(['create', 'rolebinding', 'agent', '--role=agent', account, '-n', namespace]);
    const file = join(folder, 'kubeconfig');
    const kubeconfig = await writeServiceAccountKubeconfig(kubectl, {
      namespace,
      name: 'default',
      file,
    });
    deployer = createDeployer(kubeconfig, namespace, namespace);
  });
  afterAll(async () => {
    await deployer.close();
    await rm(folder, { recursive: true });
  });

  it('grants what it has itself: a role, then the binding that needs it', async () => {
    const { plan, result } = await deployer.deploy([role('configmaps'), binding(), configMap('a')]);
    expect(plan.problems.map(formatProblem)).toEqual([]);
    expect(result.outcome).toBe('done');
    expect(shortChanges(result)).toEqual([
      'created ConfigMap a',
      'created Role reader',
      'created RoleBinding reader',
    ]);
  });

  it('is told which right it lacks, and writes nothing', async () => {
    const { plan, result } = await deployer.deploy([role('configmaps'), binding(), service]);
    expect(result.outcome).toBe('refused');
    expect(plan.problems.map(({ what, advice }) => `${what}; ${advice}`)).toEqual([
      expect.stringMatching(
        /services "s" is forbidden: .* cannot get resource "services" .*; grant the agent what it needs, or remove the object$/,
      ),
    ]);
  });

  it('cannot grant more than it has', async () => {
    const { plan } = await deployer.deploy([role('pods')]);
    expect(plan.problems.map(({ what }) => what)).toEqual([
      expect.stringContaining('attempting to grant RBAC permissions not currently held'),
    ]);
  });
});

function role(resource: string): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'Role',
    metadata: { name: 'reader' },
    rules: [{ apiGroups: [''], resources: [resource], verbs: ['get'] }],
  };
}

function binding(): Manifest {
  return {
    apiVersion: `${rbac}/v1`,
    kind: 'RoleBinding',
    metadata: { name: 'reader' },
    roleRef: { apiGroup: rbac, kind: 'Role', name: 'reader' },
    subjects: [{ kind: 'User', apiGroup: rbac, name: 'somebody' }],
  };
}
