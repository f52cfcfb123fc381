import { afterAll, beforeAll } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import { clusterPortContract } from '../../contract/cluster-port/suite.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';
import { createNamespace } from '../../support/namespaces.ts';

let controlPlane: ControlPlane;
beforeAll(async () => {
  controlPlane = await startControlPlane();
  // A restarted API server knows only the versions since its start.
  await controlPlane.restartApiServer();
});
afterAll(() => controlPlane?.stop());

clusterPortContract('kube-apiserver', async () => {
  const { kubeconfig, kubectl } = controlPlane;
  const { cluster, discovery, close } = connect({ clock: systemClock, kubeconfig });
  const namespace = await createNamespace(kubectl, 'contract');
  return { cluster, discovery, namespace, forgottenVersion: '1', close };
});
