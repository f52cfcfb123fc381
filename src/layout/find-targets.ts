import { InvalidInputError, type Problem } from '../model/errors.ts';
import { compareText } from '../model/object-id.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target, TargetPolicy } from '../model/target.ts';
import { blockedParents } from './blocked-parents.ts';
import { type Collected, collectDeclarations, type Found } from './collect-declarations.ts';
import { roleOf } from './control-objects.ts';
import type { Declaration } from './declaration.ts';
import { readerOf } from './field-reader.ts';
import type { BuildFolder, Layout, TargetDefaults } from './layout.ts';
import { overlayDeclaration } from './overlay-declaration.ts';
import {
  type Dependent,
  type SettledDependencies,
  settleDependencies,
} from './settle-dependencies.ts';
import { settleSource, warnOfUnknownSources } from './settle-sources.ts';
import { startFolders, unusable } from './start-folders.ts';
import { targetFiles } from './target-files.ts';
import { nameTargets } from './target-names.ts';
import { defaultPolicy, readPolicy } from './target-policy.ts';

/**
 * Finds what a path of a repository wants deployed: Flux Kustomizations, Argo CD
 * Applications and what their folders declare in turn, a folder with a
 * kustomization file, overlays, or plain manifests. What is wrong with one
 * target blocks that target alone.
 *
 * `build` is asked for every folder with a kustomization file that a target
 * names: one that remembers what it built makes this cheap. Throws
 * `InvalidInputError` where the path holds no target at all.
 */
export async function findTargets(
  tree: FileTree,
  path: string,
  defaults: TargetDefaults,
  build: BuildFolder,
): Promise<Layout> {
  const start = await startFolders(tree, path);
  const overlays = start.folders.map((folder) => overlayDeclaration(folder, defaults));
  const collected = await collectDeclarations(tree, overlays, defaults, build);
  const targets = toTargets(collected, defaults);
  const { problems, complete } = collected;
  if (targets.length === 0) throw problems.length > 0 ? invalid(problems) : nothingIn(path);
  const declarations = [...collected.found.values()].map(({ declaration }) => declaration);
  const warnings = [
    ...start.warnings,
    ...collected.warnings,
    ...collected.sources.flatMap((source) => source.warnings),
    ...warnOfUnknownSources(declarations, collected.sources),
    ...declarations.flatMap((declaration) => declaration.warnings),
  ];
  return { targets, warnings: byPlace(warnings), problems: byPlace(problems), complete };
}

function toTargets(collected: Collected, defaults: TargetDefaults): Target[] {
  const kept = [...collected.found].filter(([, found]) => !speaksForOthers(found, collected));
  const names = nameTargets(
    kept.map(([, { declaration }]) => declaration),
    defaults.namePrefix,
  );
  const dependents = kept.map(([key, { declaration, declares }], index): Dependent => {
    return { key, name: names[index] ?? key, declaration, declares };
  });
  const settled = settleDependencies(dependents);
  const inherited = blockedParents(collected);
  const targets = kept.map(([key, found], index): Target => {
    const { declaration } = found;
    const { path, files, blocked } = targetFiles(found);
    const source = settleSource(declaration, collected.sources, files !== undefined);
    const dependencies = settled.get(key);
    const { policy, problems } = policyOf(declaration, defaults);
    return {
      name: names[index] ?? key,
      declaredBy: declaration.declaredBy,
      position: declaration.position,
      path,
      files,
      targetNamespace: declaration.targetNamespace,
      defaultNamespace: declaration.defaultNamespace,
      createNamespace: declaration.createNamespace,
      prune: declaration.prune,
      suspend: declaration.suspend || source.suspend,
      blocked: byPlace([
        ...found.blocked,
        ...blocked,
        ...source.blocked,
        ...problems,
        ...(inherited.get(key) ?? []),
        ...(dependencies?.problems ?? []),
      ]),
      selfHeal: declaration.selfHeal,
      drift: declaration.drift,
      ignoredDifferences: declaration.ignoredDifferences,
      wait: declaration.wait,
      interval: declaration.interval,
      timeout: declaration.timeout,
      dependsOn: dependencies?.dependsOn ?? [],
      ...(isDefault(policy) ? {} : { policy }),
      ...readinessOf(declaration, dependencies),
      build: declaration.build,
    };
  });
  return targets.sort((a, b) => compareText(a.name, b.name));
}

function policyOf({ object }: Declaration, defaults: TargetDefaults) {
  if (object === undefined) return { policy: defaultPolicy(defaults), problems: [] };
  const reader = readerOf(object);
  const policy = readPolicy(reader, defaults);
  return { policy, problems: reader.blocked };
}

/** Whether a policy says no more than no policy does. */
function isDefault({ windows, approval, approved }: TargetPolicy): boolean {
  return windows.length === 0 && approval === 'deletions' && approved.length === 0;
}

/** What only Kustomizations say about when they, and what they depend on, are ready. */
function readinessOf(
  { declaredBy, object, retryInterval, healthChecks, healthExpressions }: Declaration,
  dependencies: SettledDependencies | undefined,
): Partial<Target> {
  return {
    ...(object === undefined || declaredBy !== 'Kustomization'
      ? {}
      : { declaration: object.manifest }),
    ...(retryInterval === undefined ? {} : { retryInterval }),
    ...(healthChecks === undefined || healthChecks.length === 0 ? {} : { healthChecks }),
    ...(healthExpressions === undefined || healthExpressions.length === 0
      ? {}
      : { healthExpressions }),
    ...(dependencies === undefined || dependencies.ready.size === 0
      ? {}
      : { readyExpressions: dependencies.ready }),
  };
}

/**
 * Whether a folder is only the place where targets are declared: it is empty,
 * everything in it steers Flux or Argo CD, or one of those targets deploys the
 * folder itself, as the Kustomization that `flux bootstrap` makes does.
 */
function speaksForOthers({ declaration, contents }: Found, { found }: Collected): boolean {
  if (declaration.declaredBy !== 'overlay') return false;
  const [folder] = declaration.folders;
  const others = [...found.values()].filter((other) => other.declaration !== declaration);
  const deploysItself = others.some(
    (other) =>
      other.declaration.declaredBy !== 'overlay' &&
      other.contents.length > 0 &&
      other.declaration.folders.some(({ path }) => path === folder?.path),
  );
  if (deploysItself) return true;
  if (contents.every(({ files }) => files?.length === 0)) return true;
  const roles = contents.flatMap(({ objects }) => objects.map(roleOf));
  return roles.length > 0 && !roles.includes('ordinary');
}

function nothingIn(path: string): InvalidInputError {
  const advice = 'name a folder with manifests, a kustomization file, or Flux or Argo CD objects';
  return unusable(path, 'declares no targets', advice);
}

function invalid(problems: readonly Problem[]): InvalidInputError {
  return new InvalidInputError(byPlace(problems));
}

/** By file, line and column; what has no place comes first. */
function byPlace(problems: readonly Problem[]): Problem[] {
  return problems.toSorted((a, b) => {
    const [left, right] = [a.position, b.position];
    return (
      compareText(left?.file ?? '', right?.file ?? '') ||
      (left?.line ?? 0) - (right?.line ?? 0) ||
      (left?.column ?? 0) - (right?.column ?? 0) ||
      compareText(a.what, b.what)
    );
  });
}
