import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { accessSync, constants } from 'node:fs';
import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { get } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { ensureTools } from '../envtest/ensure.ts';
import { surroundings } from '../envtest/surroundings.ts';
import { controlPlaneTools } from '../envtest/tool-set.ts';
import {
  apiServerArguments,
  type ControlPlaneLayout,
  certificateFile,
  controllerManagerArguments,
  etcdArguments,
} from './control-plane-arguments.ts';
import type { ControlPlane, ControlPlaneOptions } from './control-plane-types.ts';
import { kubeconfigText } from './kubeconfig.ts';
import { createKubectl, type Kubectl } from './kubectl.ts';
import { freePorts } from './loopback-ports.ts';
import { type ProcessGuard, startProcessGuard } from './process-guard.ts';
import { type ServerProcess, startServerProcess } from './server-process.ts';

const readyTimeout = 60_000;

/** Starts a control plane of its own and waits until it serves. */
export async function startControlPlane(options: ControlPlaneOptions = {}): Promise<ControlPlane> {
  const binaries = await ensureTools(controlPlaneTools, surroundings);
  for (let attempt = 1; ; attempt++) {
    try {
      return await startIn(
        binaries,
        await mkdtemp(join(memoryFolder(), 'tidewatch-control-plane-')),
        options,
      );
    } catch (thrown) {
      // Somebody took a port between choosing it and listening on it.
      if (attempt === 3 || !/address already in use/.test(String(thrown))) throw thrown;
    }
  }
}

async function startIn(
  binaries: string,
  folder: string,
  options: ControlPlaneOptions,
): Promise<ControlPlane> {
  const guard = startProcessGuard(folder);
  try {
    return await start(binaries, folder, guard, options);
  } catch (thrown) {
    await guard.release();
    throw thrown;
  }
}

/** A folder in memory where the machine has one: etcd writes a lot. */
function memoryFolder(): string {
  try {
    accessSync('/dev/shm', constants.W_OK);
    return '/dev/shm';
  } catch {
    return tmpdir();
  }
}

async function start(
  binaries: string,
  folder: string,
  guard: ProcessGuard,
  { controllers = true }: ControlPlaneOptions,
): Promise<ControlPlane> {
  const [etcdPort = 0, etcdPeerPort = 0, apiPort = 0] = await freePorts(3);
  const layout: ControlPlaneLayout = { folder, etcdPort, etcdPeerPort, apiPort };
  const serverUrl = `https://127.0.0.1:${apiPort}`;
  const token = randomBytes(16).toString('hex');
  const kubeconfig = join(folder, 'admin.kubeconfig');
  await writeCredentials(folder, token);

  const run = (name: string, args: readonly string[]): ServerProcess =>
    startServerProcess(guard, join(binaries, name), args, join(folder, `${name}.log`));
  const etcd = run('etcd', etcdArguments(layout));
  const startApiServer = async (): Promise<ServerProcess> => {
    const server = run('kube-apiserver', [
      ...apiServerArguments(layout),
      // Without controllers nobody makes service accounts, and Pods would be refused.
      ...(controllers ? [] : ['--disable-admission-plugins=ServiceAccount']),
    ]);
    await waitUntilReady([etcd, server], { serverUrl, token, folder });
    return server;
  };

  let apiServer: ServerProcess | undefined = await startApiServer();
  const certificateAuthority = await readFile(certificateFile(folder), 'utf8');
  await writeFile(
    kubeconfig,
    kubeconfigText({ serverUrl, certificateAuthority, token, user: 'admin' }),
    { mode: 0o600 },
  );
  const controllerManager = controllers
    ? run('kube-controller-manager', controllerManagerArguments(layout))
    : undefined;
  const kubectl = createKubectl(binaries, kubeconfig);
  if (controllerManager !== undefined) {
    await waitForDefaultServiceAccount(controllerManager, kubectl);
  }

  const stopApiServer = async (): Promise<void> => {
    await apiServer?.stop();
    apiServer = undefined;
  };
  const startAgain = async (): Promise<void> => {
    apiServer ??= await startApiServer();
  };
  return {
    kubeconfig,
    serverUrl,
    binaries,
    kubectl,
    stopApiServer,
    startApiServer: startAgain,
    restartApiServer: async () => {
      await stopApiServer();
      await startAgain();
    },
    stop: async () => {
      await Promise.all([controllerManager?.stop(), stopApiServer(), etcd.stop()]);
      await guard.release();
    },
  };
}

async function writeCredentials(folder: string, token: string): Promise<void> {
  await mkdir(join(folder, 'certificates'));
  const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' });
  await writeFile(join(folder, 'service-account.key'), pem, { mode: 0o600 });
  await writeFile(join(folder, 'tokens.csv'), `${token},admin,admin,system:masters\n`, {
    mode: 0o600,
  });
}

async function waitUntilReady(
  servers: readonly ServerProcess[],
  at: { readonly serverUrl: string; readonly token: string; readonly folder: string },
): Promise<void> {
  const deadline = Date.now() + readyTimeout;
  for (;;) {
    for (const server of servers) {
      const failure = server.failure();
      if (failure !== undefined) throw failure;
    }
    if (await answersReady(at)) return;
    if (Date.now() > deadline) {
      throw new Error(`kube-apiserver was not ready within ${readyTimeout / 1000} s`);
    }
    await delay(50);
  }
}

async function answersReady(at: {
  readonly serverUrl: string;
  readonly token: string;
  readonly folder: string;
}): Promise<boolean> {
  const ca = await readFile(certificateFile(at.folder)).catch(() => undefined);
  if (ca === undefined) return false;
  const headers = { authorization: `Bearer ${at.token}` };
  return new Promise((resolve) => {
    const request = get(`${at.serverUrl}/readyz`, { ca, headers, agent: false }, (response) => {
      response.resume();
      resolve(response.statusCode === 200);
    });
    request.once('error', () => resolve(false));
  });
}

/** Pods are refused until the controller manager has made the namespace's service account. */
async function waitForDefaultServiceAccount(
  controllerManager: ServerProcess,
  kubectl: Kubectl,
): Promise<void> {
  try {
    await kubectl(['wait', '--for=create', 'serviceaccount/default', '--timeout=60s']);
  } catch (thrown) {
    throw controllerManager.failure() ?? thrown;
  }
}
