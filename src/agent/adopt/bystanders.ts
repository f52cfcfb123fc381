import { posix } from 'node:path';
import type { TargetDefaults } from '../../layout/layout.ts';
import { KUSTOMIZATION_FILES } from '../../layout/repository-path.ts';
import { compareText } from '../../model/object-id.ts';
import type { FileTree } from '../../model/ports/file-tree.ts';
import type { Target } from '../../model/target.ts';
import type { BuildCache } from '../build-cache/build-cache.ts';
import { findTargetsIn } from '../find-targets-in.ts';
import type { GoOn } from './go-on.ts';
import { orBroken, type RecordedBuild, recordedBuild } from './recorded-build.ts';

/** Something else that is built of the same files, and that no edit may change. */
export interface Bystander {
  /** Its name is what messages call it. */
  readonly target: Target;
  /** Whether it deploys an edited target as it is, beside others: that part of it may change. */
  readonly bundles: boolean;
  /** One that cannot be built may read anything outside of the targets' folders. */
  readonly build: RecordedBuild;
}

export interface Neighbourhood {
  readonly tree: FileTree;
  /** The targets that are edited, and those that are compared as whole targets anyway. */
  readonly targets: readonly Target[];
  readonly builds: BuildCache;
  readonly goOn?: GoOn;
}

/**
 * Whatever else of a repository may read the files of some targets: every folder with a
 * kustomization, wherever it is, and every target that an object of Flux or Argo CD declares.
 * A folder that only the targets build on is theirs, unless it stands beside one of them
 * or among overlays: then it is deployed by itself.
 */
export async function findBystanders(place: Neighbourhood): Promise<readonly Bystander[]> {
  const { tree, targets, builds, goOn } = place;
  const found = await searchTree(tree, '.', goOn);
  const own = new Set(targets.map(({ path }) => path));
  const parts = new Set<string>();
  for (const target of targets) {
    goOn?.();
    for (const path of (await recordedBuild(target, tree, builds)).reads) parts.add(path);
  }
  const bystanders: Bystander[] = [];
  for (const { folder, file } of found.kustomizations) {
    const isPart = parts.has(file) && !standsAlone(folder, own);
    if (own.has(folder) || isPart) continue;
    goOn?.();
    bystanders.push(await bystanderOf(overlayAt(folder), place));
  }
  for (const folder of found.declaring) {
    goOn?.();
    bystanders.push(...(await declaredIn(folder, place)));
  }
  const byName = new Map(bystanders.map((one) => [one.target.name, one]));
  return settleDeclared([...byName.values()], targets);
}

/** What stands for all that could not be looked at. */
export function unknownBystander(name: string): Bystander {
  const build: RecordedBuild = { objects: undefined, reads: new Set() };
  return { target: { ...overlayAt('.'), name }, bundles: false, build };
}

async function bystanderOf(
  target: Target,
  { tree, targets, builds }: Neighbourhood,
): Promise<Bystander> {
  const build = await recordedBuild(target, tree, builds);
  const bundles = targets.some(({ path }) =>
    kustomizationsOf(path).some((file) => build.reads.has(file)),
  );
  const name = build.objects === undefined ? `${target.name} (which cannot be built)` : target.name;
  return { target: { ...target, name }, bundles, build };
}

/** Whether a folder that a target builds on is most likely deployed by itself, too. */
function standsAlone(folder: string, own: ReadonlySet<string>): boolean {
  const parent = posix.dirname(folder);
  if (folder === '.') return false;
  return (
    posix.basename(parent) === 'overlays' || [...own].some((path) => posix.dirname(path) === parent)
  );
}

/** The targets that objects of Flux and Argo CD in a folder declare, but for the edited ones. */
async function declaredIn(folder: string, place: Neighbourhood): Promise<readonly Bystander[]> {
  const { tree, targets, builds } = place;
  const layout = await orBroken(findTargetsIn(tree, folder, defaults, builds));
  const unknown = unknownBystander(`./${folder} (not all of which can be read)`);
  if (layout === undefined) return [unknown];
  const declared = layout.targets.filter(
    (one) => one.declaredBy !== 'overlay' && !targets.some((target) => isSame(target, one)),
  );
  const bystanders: Bystander[] = [];
  for (const target of declared) {
    if ((await orBroken(tree.entry(target.path))) === undefined) continue;
    const name = `${target.name} (declared in ${target.position?.file ?? folder})`;
    bystanders.push(await bystanderOf({ ...target, name }, place));
  }
  const whole = layout.complete && layout.problems.length === 0;
  return whole ? bystanders : [...bystanders, unknown];
}

function isSame(target: Target, other: Target): boolean {
  return (
    target.declaredBy !== 'overlay' &&
    target.position?.file === other.position?.file &&
    target.position?.line === other.position?.line
  );
}

/**
 * Where a folder was named, the only object that declares it is about the same target. Of
 * several objects that deploy it, each but one is for another place, and nobody knows which.
 */
function settleDeclared(
  bystanders: readonly Bystander[],
  targets: readonly Target[],
): readonly Bystander[] {
  const deploying = bystanders.filter(
    ({ target, bundles }) => target.declaredBy !== 'overlay' && bundles,
  );
  const [only, ...more] = deploying;
  const named = targets.every(({ declaredBy }) => declaredBy === 'overlay');
  if (!named || more.length > 0) {
    return bystanders.map((one) => (deploying.includes(one) ? { ...one, bundles: false } : one));
  }
  const isOwn = targets.some(({ path }) => path === only?.target.path);
  return isOwn ? bystanders.filter((one) => one !== only) : bystanders;
}

interface FoundFolders {
  readonly kustomizations: readonly { readonly folder: string; readonly file: string }[];
  /** Folders with objects that declare targets. */
  readonly declaring: readonly string[];
}

async function searchTree(
  tree: FileTree,
  folder: string,
  goOn: GoOn | undefined,
): Promise<FoundFolders> {
  goOn?.();
  const kustomizations: { folder: string; file: string }[] = [];
  const declaring = new Set<string>();
  for (const { path, kind } of (await orBroken(tree.list(folder))) ?? []) {
    const name = posix.basename(path);
    if (kind === 'directory') {
      if (name === '.git' || name === 'node_modules') continue;
      const below = await searchTree(tree, path, goOn);
      kustomizations.push(...below.kustomizations);
      for (const one of below.declaring) declaring.add(one);
      continue;
    }
    const isKustomization = KUSTOMIZATION_FILES.includes(name);
    if (!isKustomization && !/\.ya?ml$/.test(name)) continue;
    const text = await textOf(tree, path);
    // A component is nothing by itself: whatever uses it is looked at.
    if (isKustomization && !/^kind:\s*["']?Component\b/m.test(text)) {
      kustomizations.push({ folder, file: path });
    }
    if (declaresTargets(text)) declaring.add(folder);
  }
  return { kustomizations, declaring: [...declaring].sort(compareText) };
}

async function textOf(tree: FileTree, path: string): Promise<string> {
  const bytes = await orBroken(tree.read(path));
  return bytes === undefined ? '' : new TextDecoder().decode(bytes);
}

function declaresTargets(text: string): boolean {
  return (
    /\b(kustomize\.toolkit\.fluxcd\.io|argoproj\.io)\/v/.test(text) &&
    /\bkind["']?:\s*["']?(Kustomization|Application)\b/.test(text)
  );
}

function kustomizationsOf(folder: string): readonly string[] {
  return KUSTOMIZATION_FILES.map((name) => posix.join(folder, name));
}

const defaults: TargetDefaults = {
  interval: 600_000,
  timeout: 300_000,
  prune: false,
  wait: true,
  namePrefix: undefined,
  repository: undefined,
};

/** What a folder is by being there. Nothing of it is deployed, so most of it does not matter. */
function overlayAt(path: string): Target {
  return {
    name: path === '.' ? path : `./${path}`,
    declaredBy: 'overlay',
    position: undefined,
    path,
    files: undefined,
    targetNamespace: undefined,
    defaultNamespace: undefined,
    createNamespace: undefined,
    prune: false,
    suspend: false,
    blocked: [],
    selfHeal: false,
    wait: false,
    interval: defaults.interval,
    timeout: defaults.timeout,
    dependsOn: [],
    build: { order: 'legacy', loadRestrictor: 'rootOnly' },
  };
}
