import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { createKubectl } from '../../support/kubectl.ts';
import { createNamespace } from '../../support/namespaces.ts';

let connection: KubernetesConnection;
let namespace: string;
beforeAll(async () => {
  const kubeconfig = inject('kubeconfig');
  connection = connect({ clock: systemClock, kubeconfig });
  namespace = await createNamespace(createKubectl(inject('binaries'), kubeconfig), 'integers');
});
afterAll(() => connection?.close());

it('writes and reads 64-bit integers that a number cannot hold', async () => {
  const metadata = { name: 'large', namespace };
  const revision = 9_007_199_254_740_993n;
  const data = { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'any' } };
  const manifest = { apiVersion: 'apps/v1', kind: 'ControllerRevision', metadata, revision, data };
  await connection.cluster.apply(manifest, { fieldManager: 'tidewatch' });
  const reference = { apiVersion: 'apps/v1', kind: 'ControllerRevision', namespace, name: 'large' };
  expect(await connection.cluster.get(reference)).toMatchObject({ revision });
});
