export interface ControlPlaneOptions {
  /** Whether kube-controller-manager runs. Default `true`. */
  readonly controllers?: boolean;
}

import type { Kubectl } from './kubectl.ts';

/** A running kube-apiserver with etcd and kube-controller-manager, on loopback ports. */
export interface ControlPlane {
  /** A kubeconfig file with the rights of `system:masters`. */
  readonly kubeconfig: string;
  /** `https://127.0.0.1:port`. */
  readonly serverUrl: string;
  /** Where kubectl and the others are. */
  readonly binaries: string;
  /** kubectl with the rights of an admin. */
  readonly kubectl: Kubectl;
  /** Stops the API server; etcd keeps its data. */
  stopApiServer(): Promise<void>;
  /** Starts a stopped API server on the same port and waits until it is ready. */
  startApiServer(): Promise<void>;
  /** Stops (SIGKILL) and starts the API server. */
  restartApiServer(): Promise<void>;
  /** Stops everything and removes its files. */
  stop(): Promise<void>;
}
