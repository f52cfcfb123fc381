import { readFile } from 'node:fs/promises';
import { KubeConfig } from '@kubernetes/client-node';
import { startControlPlane } from '../../support/control-plane.ts';
import type { Server } from './run-case.ts';

export interface BareControlPlane {
  readonly server: Server;
  readonly kubeconfig: string;
  readonly binaries: string;
  stop(): Promise<void>;
}

/**
 * A kube-apiserver without controllers: nothing but a case's own requests
 * changes an object, so that answers come out the same every time.
 */
export async function startBareControlPlane(): Promise<BareControlPlane> {
  const { kubeconfig, binaries, stop } = await startControlPlane({ controllers: false });
  return { server: await serverOf(kubeconfig), kubeconfig, binaries, stop };
}

/** The address and the credentials of a kubeconfig file. */
export async function serverOf(kubeconfig: string): Promise<Server> {
  const config = new KubeConfig();
  config.loadFromString(await readFile(kubeconfig, 'utf8'));
  const cluster = config.getCurrentCluster();
  const token = config.getCurrentUser()?.token;
  return {
    url: cluster?.server ?? '',
    ...(token === undefined ? {} : { token }),
    ...(cluster?.caData === undefined
      ? {}
      : { certificateAuthority: Buffer.from(cluster.caData, 'base64').toString('utf8') }),
  };
}
