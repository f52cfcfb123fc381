import { join } from 'node:path';

/** Where the parts of a control plane live and listen. */
export interface ControlPlaneLayout {
  readonly folder: string;
  readonly etcdPort: number;
  readonly etcdPeerPort: number;
  readonly apiPort: number;
}

export function etcdArguments({ folder, etcdPort, etcdPeerPort }: ControlPlaneLayout): string[] {
  const client = `http://127.0.0.1:${etcdPort}`;
  const peer = `http://127.0.0.1:${etcdPeerPort}`;
  return [
    '--name=test',
    `--data-dir=${join(folder, 'etcd')}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=test=${peer}`,
    // The data lives as long as the tests: waiting for a disk buys nothing.
    '--unsafe-no-fsync',
    '--log-level=error',
  ];
}

export function apiServerArguments({ folder, etcdPort, apiPort }: ControlPlaneLayout): string[] {
  return [
    `--etcd-servers=http://127.0.0.1:${etcdPort}`,
    '--bind-address=127.0.0.1',
    '--advertise-address=127.0.0.1',
    // Nothing runs inside this cluster, and a loopback address may not be an endpoint.
    '--endpoint-reconciler-type=none',
    `--secure-port=${apiPort}`,
    // The server makes its own certificate here, and finds it again when it restarts.
    `--cert-dir=${join(folder, 'certificates')}`,
    `--token-auth-file=${join(folder, 'tokens.csv')}`,
    '--authorization-mode=RBAC',
    '--allow-privileged=true',
    '--service-cluster-ip-range=10.96.0.0/16',
    '--service-account-issuer=https://kubernetes.default.svc',
    `--service-account-key-file=${join(folder, 'service-account.key')}`,
    `--service-account-signing-key-file=${join(folder, 'service-account.key')}`,
    '--profiling=false',
  ];
}

export function controllerManagerArguments({ folder }: ControlPlaneLayout): string[] {
  return [
    `--kubeconfig=${join(folder, 'admin.kubeconfig')}`,
    `--service-account-private-key-file=${join(folder, 'service-account.key')}`,
    `--root-ca-file=${certificateFile(folder)}`,
    '--leader-elect=false',
    // No port of its own: nobody asks it anything.
    '--secure-port=0',
    '--kube-api-qps=200',
    '--kube-api-burst=400',
    '--profiling=false',
  ];
}

/** The API server's certificate with its authority, which the server writes itself. */
export function certificateFile(folder: string): string {
  return join(folder, 'certificates', 'apiserver.crt');
}
