import { posix } from 'node:path';
import { findTargets } from '../../src/layout/find-targets.ts';
import type { BuildFolder, Layout, TargetDefaults } from '../../src/layout/layout.ts';
import { formatProblem, InvalidInputError, type Problem } from '../../src/model/errors.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import type { Target } from '../../src/model/target.ts';
import { readManifests } from '../../src/model/yaml/read-manifests.ts';

export const defaults: TargetDefaults = {
  interval: 600_000,
  timeout: 300_000,
  prune: true,
  wait: true,
  namePrefix: undefined,
  repository: { urls: ['https://git.example.com/team/fleet.git'], ref: 'main' },
};

export type Files = Readonly<Record<string, MemoryFile>>;

/** Kustomizations of resources alone: what the search for targets needs of a build. */
export const buildResources: BuildFolder = async (tree, path, options) => {
  const file = posix.join(path, 'kustomization.yaml');
  const text = new TextDecoder().decode(await tree.read(file));
  const { manifests, problems } = readManifests(
    `apiVersion: v1\nkind: Kustomization\nmetadata: {name: x}\n${text}`,
    file,
  );
  if (problems.length > 0) throw new InvalidInputError(problems);
  const resources = manifests[0]?.manifest.resources;
  const objects = [];
  for (const resource of Array.isArray(resources) ? resources : []) {
    const at = posix.join(path, String(resource));
    if ((await tree.entry(at))?.kind === 'directory') {
      objects.push(...(await buildResources(tree, at, options)));
    } else {
      const read = readManifests(await tree.read(at), at);
      if (read.problems.length > 0) throw new InvalidInputError(read.problems);
      objects.push(...read.manifests);
    }
  }
  return objects;
};

export function layoutOf(
  files: Files,
  path: string,
  options: Partial<TargetDefaults> = {},
): Promise<Layout> {
  return findTargets(memoryTree(files), path, { ...defaults, ...options }, buildResources);
}

/** The lines of the problems that a search ends with. */
export async function refusal(files: Files, path: string): Promise<string[]> {
  try {
    await layoutOf(files, path);
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return lines(thrown.problems);
    throw thrown;
  }
  throw new Error('expected the search to fail');
}

export function lines(problems: readonly Problem[]): string[] {
  return problems.map(formatProblem);
}

/** `name <- path`, and what keeps it from being deployed. */
export function summary({ targets }: Layout): string[] {
  return targets.map((target) => {
    const marks = [target.blocked.length > 0 ? 'blocked' : '', target.suspend ? 'suspended' : ''];
    return [`${target.name} <- ${target.path}`, ...marks].filter((mark) => mark !== '').join(' ');
  });
}

export function targetNamed({ targets }: Layout, name: string): Target {
  const target = targets.find((other) => other.name === name);
  if (target === undefined) throw new Error(`no target ${name}`);
  return target;
}

export function configMap(name: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
}

export function resources(...names: string[]): string {
  return `resources:\n${names.map((name) => `- ${name}\n`).join('')}`;
}

/** A Flux Kustomization in `flux-system`, with more lines of its spec. */
export function kustomization(name: string, path: string, ...spec: string[]): string {
  return [
    'apiVersion: kustomize.toolkit.fluxcd.io/v1',
    'kind: Kustomization',
    'metadata:',
    `  name: ${name}`,
    '  namespace: flux-system',
    'spec:',
    '  interval: 10m',
    `  path: ${path}`,
    '  prune: true',
    '  sourceRef:',
    '    kind: GitRepository',
    '    name: flux-system',
    ...spec.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

export function gitRepository(url: string, ...spec: string[]): string {
  return [
    'apiVersion: source.toolkit.fluxcd.io/v1',
    'kind: GitRepository',
    'metadata:',
    '  name: flux-system',
    '  namespace: flux-system',
    'spec:',
    '  interval: 1m',
    `  url: ${url}`,
    ...spec.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

/** An Argo CD Application that syncs by itself, with more lines of its spec. */
export function application(name: string, path: string, ...spec: string[]): string {
  return [
    'apiVersion: argoproj.io/v1alpha1',
    'kind: Application',
    'metadata:',
    `  name: ${name}`,
    '  namespace: argocd',
    'spec:',
    '  project: default',
    '  source:',
    '    repoURL: https://git.example.com/team/fleet',
    '    targetRevision: HEAD',
    `    path: ${path}`,
    '  destination:',
    '    server: https://kubernetes.default.svc',
    '    namespace: monitoring',
    ...(spec.some((line) => line.startsWith('syncPolicy')) ? [] : automated),
    ...spec.map((line) => `  ${line}`),
    '',
  ].join('\n');
}

const automated = ['  syncPolicy:', '    automated:', '      prune: true', '      selfHeal: true'];
