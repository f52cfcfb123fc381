import { build } from '../../src/kustomize/build.ts';
import { findTargets } from '../../src/layout/find-targets.ts';
import type { BuildFolder, Layout, TargetDefaults } from '../../src/layout/layout.ts';
import { formatProblem, InvalidInputError, type Problem } from '../../src/model/errors.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import type { Target } from '../../src/model/target.ts';

export const defaults: TargetDefaults = {
  interval: 600_000,
  timeout: 300_000,
  prune: true,
  wait: true,
  namePrefix: undefined,
  repository: { urls: ['https://git.example.com/team/fleet.git'], ref: 'main' },
};

export type Files = Readonly<Record<string, MemoryFile>>;

export const buildFolder: BuildFolder = async (tree, path, options) =>
  (await build(tree, path, options)).objects;

export function layoutOf(
  files: Files,
  path: string,
  options: Partial<TargetDefaults> = {},
): Promise<Layout> {
  return findTargets(memoryTree(files), path, { ...defaults, ...options }, buildFolder);
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
