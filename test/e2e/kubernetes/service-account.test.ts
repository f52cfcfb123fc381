import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { writeServiceAccountKubeconfig } from '../../support/service-account-kubeconfig.ts';

const kubectl = createKubectl(inject('binaries'), inject('kubeconfig'));
let folder: string;
let namespace: string;
let connection: KubernetesConnection;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'tidewatch-service-account-'));
  namespace = await createNamespace(kubectl, 'rights');
  const here = ['--namespace', namespace];
  await kubectl(['create', 'serviceaccount', 'reader', ...here]);
  await kubectl(['create', 'role', 'reader', '--verb=get,list', '--resource=configmaps', ...here]);
  const account = `--serviceaccount=${namespace}:reader`;
  await kubectl(['create', 'rolebinding', 'reader', '--role=reader', account, ...here]);
  const file = join(folder, 'kubeconfig');
  const kubeconfig = await writeServiceAccountKubeconfig(kubectl, {
    namespace,
    name: 'reader',
    file,
  });
  connection = connect({ clock: systemClock, kubeconfig });
});
afterAll(async () => {
  await connection?.close();
  await rm(folder, { recursive: true });
});

describe('a service account', () => {
  it('is in its own namespace', () => {
    expect(connection.currentNamespace).toBe(namespace);
  });

  it('does what its role allows', async () => {
    const options = { apiVersion: 'v1', kind: 'ConfigMap', namespace };
    const { items } = await connection.cluster.list(options);
    expect(items.map((item) => item.metadata.name)).toEqual(['kube-root-ca.crt']);
  });

  it('is told what its role does not allow', async () => {
    const metadata = { name: 'a', namespace };
    const manifest = { apiVersion: 'v1', kind: 'ConfigMap', metadata };
    const options = { fieldManager: 'tidewatch' };
    await expect(connection.cluster.apply(manifest, options)).rejects.toMatchObject({
      name: 'ForbiddenError',
      status: 403,
      message: `ConfigMap/${namespace}/a: configmaps "a" is forbidden: User "system:serviceaccount:${namespace}:reader" cannot patch resource "configmaps" in API group "" in the namespace "${namespace}"`,
    });
  });
});
