import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../../src/apply/apply-event.ts';
import { startControlPlane } from '../../support/control-plane.ts';
import type { ControlPlane } from '../../support/control-plane-types.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { configMap, statefulSet } from '../../support/objects.ts';
import { type PodReadiness, startPodReadiness } from '../../support/pod-readiness.ts';
import { createDeployer, type Deployer } from './deployer.ts';

describe('an API server that is restarted while its objects get healthy', () => {
  let controlPlane: ControlPlane;
  let namespace: string;
  let deployer: Deployer;
  let pods: PodReadiness | undefined;
  beforeAll(async () => {
    controlPlane = await startControlPlane();
    namespace = await createNamespace(controlPlane.kubectl, 'restart');
    deployer = createDeployer(controlPlane.kubeconfig, namespace, namespace);
  });
  afterAll(async () => {
    await pods?.stop();
    await deployer?.close();
    await controlPlane?.stop();
  });

  it('is waited for, and the apply ends well', async () => {
    let restarted: Promise<void> | undefined;
    const onProgress = (event: ApplyEvent) => {
      if (event.type !== 'waiting') return;
      restarted ??= controlPlane.restartApiServer().then(() => {
        pods = startPodReadiness({ cluster: deployer.cluster, namespace });
      });
    };
    const { result } = await deployer.deploy([configMap('a'), statefulSet('database')], {
      target: { timeout: 60_000 },
      apply: { onProgress },
    });
    await restarted;
    expect(restarted).toBeDefined();
    expect(result).toMatchObject({ outcome: 'done', healthy: true, problems: [] });
  });
});
