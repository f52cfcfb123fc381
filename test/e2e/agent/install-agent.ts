import { cp, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Kubectl } from '../../support/kubectl.ts';
import { runTidewatch } from '../../support/run-tidewatch.ts';
import { writeServiceAccountKubeconfig } from '../../support/service-account-kubeconfig.ts';

const base = join(import.meta.dirname, '../../../base');

/** Where an agent lives, and what it may touch. */
export interface InstalledAgent {
  /** An empty folder for files of the installation. */
  readonly folder: string;
  /** The agent's own namespace; also the prefix of its cluster-wide names. */
  readonly system: string;
  /** The namespaces it deploys to. */
  readonly watched: readonly string[];
  /** The namespaces of clusters that its monitors scrape. */
  readonly scraped?: readonly string[];
}

/** Kinds of `base/agent` without its Deployment: nothing here runs the agent's image. */
const kinds =
  /^kind: (CustomResourceDefinition|Namespace|ServiceAccount|Role|RoleBinding|ClusterRole|ClusterRoleBinding)$/m;

/**
 * Installs the rights of `base/agent`, and its definition, as a user would, with an overlay, and
 * gives a kubeconfig that has exactly these.
 */
export async function installAgent(kubectl: Kubectl, agent: InstalledAgent): Promise<string> {
  const { folder, system, watched, scraped = [] } = agent;
  await cp(base, join(folder, 'base'), { recursive: true });
  // Built here, so that nothing but these folders is in reach.
  await mkdir(join(folder, '.git'));
  const overlays = [
    overlay(folder, 'agent', system, system),
    ...watched.map((namespace) => overlay(folder, 'watched-namespace', namespace, system)),
    ...scraped.map((namespace) => overlay(folder, 'scraped-namespace', namespace, system)),
  ];
  const documents: string[] = [];
  for (const made of overlays) {
    const { code, stdout, stderr } = await runTidewatch(['build', await made], { cwd: folder });
    if (code !== 0) throw new Error(stderr);
    documents.push(...stdout.split(/^---\n/m).filter((document) => kinds.test(document)));
  }
  // Agents of other tests deploy the same definition, and take over what kubectl has of it.
  const apply = ['apply', '--server-side', '--force-conflicts', '--field-manager=tests'];
  await kubectl([...apply, '-f', '-'], documents.join('---\n'));
  const file = join(folder, 'kubeconfig');
  const name = `${system}-tidewatch-agent`;
  return writeServiceAccountKubeconfig(kubectl, { namespace: system, name, file });
}

/** An overlay of one part of `base/agent` in a namespace; gives its folder. */
async function overlay(
  folder: string,
  part: string,
  namespace: string,
  system: string,
): Promise<string> {
  const path = join(folder, 'overlays', part, namespace);
  const resource = part === 'agent' ? 'base/agent' : `base/agent/${part}`;
  // kustomize renames a subject only where its namespace stays what the base says.
  const subject = `    - {op: replace, path: /subjects/0/name, value: ${system}-tidewatch-agent}
    - {op: replace, path: /subjects/0/namespace, value: ${system}}
`;
  const role = part === 'watched-namespace' ? 'deployer' : 'scraper';
  const elsewhere = `    - {op: replace, path: /roleRef/name, value: ${system}-tidewatch-${role}}\n`;
  await mkdir(path, { recursive: true });
  await writeFile(
    join(path, 'kustomization.yaml'),
    `namespace: ${namespace}
namePrefix: ${system}-
resources:
- ../../../${resource}
patches:
- target: {kind: ^(Cluster)?RoleBinding$}
  patch: |-
${subject}${part === 'agent' ? '' : elsewhere}`,
  );
  return path;
}
