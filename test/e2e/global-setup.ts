import type { TestProject } from 'vitest/node';
import { startControlPlane } from '../support/control-plane.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The kubeconfig of the control plane that all end-to-end tests share. */
    kubeconfig: string;
    /** Its URL. */
    serverUrl: string;
    /** The folder of kubectl and the servers. */
    binaries: string;
  }
}

/**
 * One control plane for the whole run: a test takes a namespace of its own, and
 * starts a control plane of its own only when it has to stop the API server.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const controlPlane = await startControlPlane();
  project.provide('kubeconfig', controlPlane.kubeconfig);
  project.provide('serverUrl', controlPlane.serverUrl);
  project.provide('binaries', controlPlane.binaries);
  return () => controlPlane.stop();
}
