import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inject } from 'vitest';
import { systemClock } from '../../../src/agent/system-clock.ts';
import { connect } from '../../../src/kubernetes/connection.ts';
import type { KubernetesConnection } from '../../../src/kubernetes/connection-options.ts';
import { type AgentProcess, type LogLine, startAgent } from '../../support/agent-process.ts';
import { createGitRepository, type GitRepository } from '../../support/git-repository.ts';
import { type GitServer, startGitServer } from '../../support/git-server.ts';
import { createKubectl, type Kubectl } from '../../support/kubectl.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { createNamespace } from '../../support/namespaces.ts';
import { runTidewatch, type VerbResult } from '../../support/run-tidewatch.ts';

/** A Git server, the shared control plane, and agents that end with the tests. */
export interface AgentStage {
  /** For files of a test; removed at the end. */
  readonly folder: string;
  readonly kubectl: Kubectl;
  readonly connection: KubernetesConnection;
  readonly server: GitServer;
  /** A repository, a namespace to deploy to and one for records, all of this name. */
  setUp(name: string): Promise<AgentSetting>;
  endAgents(): Promise<void>;
  close(): Promise<void>;
}

export interface AgentSetting {
  readonly repository: GitRepository;
  readonly url: string;
  readonly namespace: string;
  /** The namespace of inventories and status records. */
  readonly system: string;
  /** Starts an agent that follows `main` of the repository. */
  run(...more: string[]): AgentProcess;
  /** Starts an agent with these arguments, and where the cluster and the cache are. */
  runWith(...args: string[]): AgentProcess;
  /** One pass, in a process of its own. */
  once(...more: string[]): Promise<VerbResult>;
  verb(...args: string[]): Promise<VerbResult>;
  /** `ConfigMap/name` → uid, of everything deployed that tests look at. */
  uids(): Promise<Record<string, string>>;
  /** The targets that have an inventory or a status record. */
  records(): Promise<string[]>;
}

export async function openAgentStage(): Promise<AgentStage> {
  const kubeconfig = inject('kubeconfig');
  const folder = await mkdtemp(join(tmpdir(), 'tidewatch-'));
  const kubectl = createKubectl(inject('binaries'), kubeconfig);
  const connection = connect({ clock: systemClock, kubeconfig });
  const server = await startGitServer({ root: folder });
  const agents: AgentProcess[] = [];
  const endAgents = async () => {
    await Promise.all(agents.splice(0).map((agent) => agent.end('SIGKILL')));
  };

  async function setUp(name: string): Promise<AgentSetting> {
    const repository = await createGitRepository(folder, name);
    const namespace = await createNamespace(kubectl, name);
    const system = await createNamespace(kubectl, `${name}-system`);
    const url = server.url(name);
    const cluster = ['--kubeconfig', kubeconfig, '--namespace', system];
    const common = [...cluster, '--listen', 'off', '--cache-directory', join(folder, `.${name}`)];
    const follow = ['--repo', url, '--ref', 'main'];
    const runWith = (...args: string[]) => {
      const agent = startAgent([...common, ...args]);
      agents.push(agent);
      return agent;
    };
    return {
      repository,
      url,
      namespace,
      system,
      runWith,
      run: (...more) => runWith(...follow, '--poll', '1s', '--interval', '2s', ...more),
      once: (...more) => runTidewatch(['agent', '--once', ...follow, ...common, ...more]),
      verb: (...args) => runTidewatch([...args, ...cluster]),
      uids: () => readUids(kubectl, namespace),
      async records() {
        const text = await kubectl(['get', 'configmaps', '-n', system, '-o', 'name']);
        return [...text.matchAll(/tidewatch-(?:inventory|status)-\S+/g)].map(([found]) => found);
      },
    };
  }

  return {
    folder,
    kubectl,
    connection,
    server,
    setUp,
    endAgents,
    async close() {
      await endAgents();
      await server.close();
      await connection.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function readUids(kubectl: Kubectl, namespace: string): Promise<Record<string, string>> {
  const kinds = 'configmaps,secrets,deployments,statefulsets';
  const path = '{range .items[*]}{.kind}/{.metadata.name} {.metadata.uid}{"\\n"}{end}';
  const text = await kubectl(['get', kinds, '-n', namespace, '-o', `jsonpath=${path}`]);
  const rows = text.split('\n').map((row) => row.split(' '));
  const own = rows.filter(([name = '']) => name !== '' && name !== 'ConfigMap/kube-root-ca.crt');
  return Object.fromEntries(own.map(([name = '', uid = '']) => [name, uid]));
}

/** Whether a line of the log says that a target is in a phase at a commit of `main`. */
export function says(target: string, commit: string, phase = 'Ready'): (line: LogLine) => boolean {
  return (line) =>
    line.target === target && line.revision === `main@sha1:${commit}` && line.phase === phase;
}

/** A folder with these ConfigMaps in a namespace. */
export function folderOf(
  folder: string,
  namespace: string,
  values: Readonly<Record<string, string>>,
): Record<string, string> {
  const files = Object.entries(values).map(([name, value]): [string, string] => [
    `${folder}/${name}.yaml`,
    configMapYaml(name, value),
  ]);
  const names = Object.keys(values).map((name) => `${name}.yaml`);
  return {
    ...Object.fromEntries(files),
    [`${folder}/kustomization.yaml`]: kustomizationYaml(namespace, names),
  };
}

/** The same paths, to be deleted. */
export function without(files: Readonly<Record<string, unknown>>): Record<string, null> {
  return Object.fromEntries(Object.keys(files).map((path) => [path, null]));
}

/** A Deployment of one Pod, which is healthy only once the Pod is. */
export function deploymentYaml(name: string): string {
  return `apiVersion: apps/v1
kind: Deployment
metadata:
  name: ${name}
spec:
  selector:
    matchLabels: {app: ${name}}
  template:
    metadata:
      labels: {app: ${name}}
    spec:
      containers:
      - name: main
        image: registry.example.com/${name}:1
`;
}
