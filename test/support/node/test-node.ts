import { randomInt } from 'node:crypto';
import { copyFile, link, mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { isJsonObject, type JsonObject } from '../../../src/model/json.ts';
import type { Manifest } from '../../../src/model/manifest.ts';
import type { Cluster } from '../../../src/model/ports/cluster.ts';
import type { Kubectl } from '../kubectl.ts';
import { startProcessGuard } from '../process-guard.ts';
import { type ServerProcess, startServerProcess } from '../server-process.ts';
import { containerProcess } from './container-process.ts';
import { objectsIn, type VolumeSources, writeVolume } from './pod-volumes.ts';

/** The program that stands in for a container's image. */
export interface Program {
  /** The container in the pod. */
  readonly container: string;
  /** The file of the program, linked to everything it needs. */
  readonly file: string;
  /** Where the image has it, and what it runs where the container names no command. */
  readonly path: string;
  /** Words to add: all pods share the network of this machine. */
  readonly moreArguments?: (address: string) => readonly string[];
}

/** What a pod names that is on the node. Endpoints may not hold pods that are on none. */
export const NODE_NAME = 'test-node';

interface Account {
  readonly namespace: string;
  readonly name: string;
}

/** A program that no manifest describes. */
export interface OtherProgram {
  readonly name: string;
  readonly program: Program;
  /** Texts of files by their path below the program's root. */
  readonly files: Readonly<Record<string, string>>;
  /** Its command line, without the program itself. */
  readonly words: readonly string[];
  /** The service account whose token it has, as in a pod. */
  readonly account?: Account;
}

/** A pod with containers that run. */
export interface RunningPod {
  readonly address: string;
  /** Throws what ended a container, with its last output. */
  check(): void;
  stop(): Promise<void>;
}

export interface TestNodeOptions {
  readonly cluster: Cluster;
  readonly kubectl: Kubectl;
  readonly serverUrl: string;
}

/**
 * Stands in for a node with its kubelet. Each pod gets an address of its own on
 * the loopback interface. A container runs as a process whose root folder holds
 * what its pod mounts: configuration, Secrets, the service account's token. So
 * a program runs with the command line and files that the manifests say,
 * without a word changed. Pods find each other by the names of their Services.
 */
export class TestNode {
  readonly #options: TestNodeOptions;
  readonly #folder: string;
  readonly #guard: ReturnType<typeof startProcessGuard>;
  readonly #network = `127.${randomInt(1, 255)}.${randomInt(256)}`;
  readonly #names = new Map<string, Set<string>>();
  readonly #roots = new Map<string, string>();
  readonly #processes: ServerProcess[] = [];
  #pods = 0;

  static async start(options: TestNodeOptions): Promise<TestNode> {
    const node = { apiVersion: 'v1', kind: 'Node', metadata: { name: NODE_NAME } };
    await options.cluster.apply(node, { fieldManager: 'kubelet' });
    return new TestNode(options, await mkdtemp(join(tmpdir(), 'tidewatch-node-')));
  }

  private constructor(options: TestNodeOptions, folder: string) {
    this.#options = options;
    this.#folder = folder;
    this.#guard = startProcessGuard(folder);
  }

  /** An address that no pod has. */
  newAddress(): string {
    this.#pods += 1;
    return `${this.#network}.${this.#pods}`;
  }

  #nameAddress(name: string, address: string): void {
    const addresses = this.#names.get(name) ?? new Set();
    this.#names.set(name, addresses.add(address));
  }

  /**
   * Gives a pod its address, and the status of one that runs; gives the address.
   * The API server is told another one, of a private network: EndpointSlices may
   * not hold loopback addresses. Whoever goes by names gets to the real one.
   */
  async runs(pod: Manifest): Promise<string> {
    const address = this.newAddress();
    const { name, namespace = '' } = pod.metadata;
    const spec = isJsonObject(pod.spec) ? pod.spec : {};
    if (spec.hostname !== undefined && spec.subdomain !== undefined) {
      const service = `${spec.hostname}.${spec.subdomain}.${namespace}`;
      this.#nameAddress(service, address);
      this.#nameAddress(`${service}.svc`, address);
    }
    const document = { status: runningStatus(spec, address.replace(/^127\./, '10.')) };
    await this.#options.cluster.patch(
      { apiVersion: 'v1', kind: 'Pod', namespace, name },
      { type: 'merge', document },
      { fieldManager: 'kubelet', subresource: 'status' },
    );
    return address;
  }

  /**
   * Starts some containers of a pod, and waits until those that have a probe are ready.
   *
   * @param prepare Puts what the volumes hold already below the root that the containers share.
   */
  async startContainers(
    pod: Manifest,
    programs: readonly Program[],
    prepare: (root: string) => Promise<void> = async () => {},
  ): Promise<RunningPod> {
    const address = await this.runs(pod);
    const { name, namespace = '' } = pod.metadata;
    const live = { ...pod, status: { podIP: address } };
    await this.#nameServices(pod, address);
    const root = join(this.#folder, `${namespace}_${name}`);
    const sources = this.#sourcesFor(pod);
    const containers = programs.map((program) => ({ program, container: find(pod, program) }));
    await this.#prepareRoot(root, address);
    await mountVolumes(
      root,
      live,
      containers.map(({ container }) => container),
      sources,
    );
    await prepare(root);
    const started: ServerProcess[] = [];
    for (const { program, container } of containers) {
      await placeProgram(root, program);
      const run = await containerProcess(live, container, [program.path], sources);
      const words = [...run.words, ...(program.moreArguments?.(address) ?? [])];
      const title = `${namespace}_${name}_${program.container}`;
      started.push(this.#start(title, root, words, run.environment));
    }
    const check = () => {
      for (const running of started) {
        const failure = running.failure();
        if (failure !== undefined) throw failure;
      }
    };
    for (const { container } of containers) await waitForProbe(container, address, check);
    return {
      address,
      check,
      stop: async () => {
        await Promise.all(started.map((running) => running.stop()));
      },
    };
  }

  /** Starts a program that no manifest describes; gives the address that it is to listen on. */
  async startProgram({ name, program, files, words, account }: OtherProgram): Promise<string> {
    const address = this.newAddress();
    const root = join(this.#folder, name);
    await this.#prepareRoot(root, address);
    await placeProgram(root, program);
    const credentials = account === undefined ? {} : await this.#credentials(account);
    for (const [path, text] of Object.entries({ ...files, ...credentials })) {
      await mkdir(dirname(join(root, path)), { recursive: true });
      await writeFile(join(root, path), text);
    }
    const more = program.moreArguments?.(address) ?? [];
    this.#start(name, root, [program.path, ...words, ...more], {});
    return address;
  }

  async #credentials({ namespace, name }: Account): Promise<Readonly<Record<string, string>>> {
    const { kubectl } = this.#options;
    const authority = ['get', 'configmap', 'kube-root-ca.crt', '--namespace', namespace];
    const key = ['--output', 'jsonpath={.data.ca\\.crt}'];
    const [token, certificate] = await Promise.all([
      kubectl(['create', 'token', name, '--namespace', namespace]),
      kubectl([...authority, ...key]),
    ]);
    const folder = '/var/run/secrets/kubernetes.io/serviceaccount';
    return {
      [`${folder}/token`]: token.trim(),
      [`${folder}/ca.crt`]: certificate,
      [`${folder}/namespace`]: namespace,
    };
  }

  #start(
    name: string,
    root: string,
    words: readonly string[],
    environment: Readonly<Record<string, string>>,
  ): ServerProcess {
    const api = new URL(this.#options.serverUrl);
    const asRoot = process.getuid?.() === 0 ? [] : ['--map-root-user'];
    const running = startServerProcess(
      this.#guard,
      'unshare',
      [...asRoot, `--root=${root}`, ...words],
      join(this.#folder, `${name}.log`),
      {
        ...environment,
        KUBERNETES_SERVICE_HOST: api.hostname,
        KUBERNETES_SERVICE_PORT: api.port,
        PATH: process.env.PATH ?? '/usr/bin:/bin',
      },
    );
    this.#processes.push(running);
    return running;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#processes.map((running) => running.stop()));
    await this.#guard.release();
  }

  /** Every Service that selects the pod is a name of its address. */
  async #nameServices({ metadata }: Manifest, address: string): Promise<void> {
    const { namespace = '' } = metadata;
    const { cluster } = this.#options;
    const { items } = await cluster.list({ apiVersion: 'v1', kind: 'Service', namespace });
    for (const service of items) {
      const selector = isJsonObject(service.spec) ? service.spec.selector : undefined;
      const wanted = Object.entries(isJsonObject(selector) ? selector : {});
      const isSelected = wanted.every(([label, value]) => metadata.labels?.[label] === value);
      if (wanted.length > 0 && isSelected) {
        this.#nameAddress(`${service.metadata.name}.${namespace}.svc`, address);
      }
    }
  }

  async #prepareRoot(root: string, address: string): Promise<void> {
    this.#roots.set(root, address);
    for (const folder of ['etc', 'tmp']) await mkdir(join(root, folder), { recursive: true });
    await this.#writeHosts();
  }

  /** Every name that a pod may look up; its own address is what it calls localhost. */
  async #writeHosts(): Promise<void> {
    const names = [...this.#names]
      .flatMap(([name, addresses]) => [...addresses].map((address) => `${address} ${name}\n`))
      .join('');
    for (const [root, address] of this.#roots) {
      await writeFile(join(root, 'etc', 'hosts'), `${address} localhost\n${names}`);
    }
  }

  #sourcesFor(pod: Manifest): VolumeSources {
    const { cluster, kubectl } = this.#options;
    const { namespace = '' } = pod.metadata;
    const account = isJsonObject(pod.spec) ? String(pod.spec.serviceAccountName ?? 'default') : '';
    return {
      valuesOf: async (kind, name) => {
        const live = await cluster.get({ apiVersion: 'v1', kind, namespace, name });
        if (live === undefined) throw new Error(`${kind}/${namespace}/${name} does not exist`);
        const data = isJsonObject(live.data) ? live.data : {};
        const encoding = kind === 'Secret' ? 'base64' : 'utf8';
        return new Map(
          Object.entries(data).map(([key, value]) => [key, Buffer.from(String(value), encoding)]),
        );
      },
      token: async () =>
        (await kubectl(['create', 'token', account, '--namespace', namespace])).trim(),
    };
  }
}

async function placeProgram(root: string, { file, path }: Program): Promise<void> {
  const target = join(root, path);
  await mkdir(dirname(target), { recursive: true });
  await link(file, target).catch((thrown: NodeJS.ErrnoException) => {
    if (thrown.code !== 'EEXIST') return copyFile(file, target);
  });
}

/** Writes every volume that the containers mount below the root that they share. */
async function mountVolumes(
  root: string,
  pod: Manifest,
  containers: readonly JsonObject[],
  sources: VolumeSources,
): Promise<void> {
  const volumes = objectsIn(isJsonObject(pod.spec) ? pod.spec.volumes : undefined);
  const mounted = new Map<string, string>();
  const mounts = containers.flatMap((container) => objectsIn(container.volumeMounts));
  for (const { name, mountPath, subPath } of mounts) {
    const path = String(mountPath);
    const before = mounted.get(path);
    if (before === String(name)) continue;
    if (
      before !== undefined ||
      subPath !== undefined ||
      [...mounted.values()].includes(String(name))
    )
      throw new Error(`volume ${name} at ${path}: containers of a pod share one root here`);
    mounted.set(path, String(name));
    const volume = volumes.find((candidate) => candidate.name === name);
    if (volume === undefined) throw new Error(`there is no volume ${name}`);
    await writeVolume(join(root, path), volume, pod, sources);
  }
}

function find(pod: Manifest, { container }: Program): JsonObject {
  const all = objectsIn(isJsonObject(pod.spec) ? pod.spec.containers : undefined);
  const found = all.find(({ name }) => name === container);
  if (found === undefined)
    throw new Error(`Pod/${pod.metadata.name} has no container ${container}`);
  return found;
}

async function waitForProbe(
  container: JsonObject,
  address: string,
  check: () => void,
): Promise<void> {
  const probe = isJsonObject(container.readinessProbe) ? container.readinessProbe.httpGet : null;
  if (!isJsonObject(probe)) return;
  const url = `http://${address}:${probe.port}${probe.path}`;
  const deadline = Date.now() + 60_000;
  for (;;) {
    check();
    const ready = await fetch(url).then(
      (response) => response.ok,
      () => false,
    );
    if (ready) return;
    if (Date.now() > deadline)
      throw new Error(`${container.name}: ${url} was not ready in a minute`);
    await delay(200);
  }
}

function runningStatus(spec: JsonObject, address: string): JsonObject {
  const lastTransitionTime = new Date().toISOString();
  const conditions = ['PodScheduled', 'Initialized', 'ContainersReady', 'Ready'];
  return {
    phase: 'Running',
    podIP: address,
    podIPs: [{ ip: address }],
    startTime: lastTransitionTime,
    conditions: conditions.map((type) => ({ type, status: 'True', lastTransitionTime })),
    containerStatuses: objectsIn(spec.containers).map(({ name, image }) => ({
      name,
      image,
      imageID: '',
      restartCount: 0,
      ready: true,
      started: true,
      state: { running: { startedAt: lastTransitionTime } },
      containerID: `containerd://${basename(String(name))}`,
    })),
  };
}
