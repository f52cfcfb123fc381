import type { RenderFiles, TargetRendering } from '../../adopt/rendering.ts';
import { withVirtualFiles } from '../../layout/virtual-files.ts';
import { jsonEquals } from '../../model/json.ts';
import type { Rendered } from '../../model/manifest.ts';
import { objectIdOf, objectKey } from '../../model/object-id.ts';
import type { FileTree } from '../../model/ports/file-tree.ts';
import type { Target } from '../../model/target.ts';
import { expand } from '../../monitor/expand.ts';
import type { ClusterFacts } from '../../monitor/facts.ts';
import type { BuildCache } from '../build-cache/build-cache.ts';
import { renderTarget } from '../render-target.ts';
import type { Bystander } from './bystanders.ts';
import type { GoOn } from './go-on.ts';
import { orBroken, type RecordedBuild, recordedBuild } from './recorded-build.ts';

export interface RenderingContext {
  /** The files as they are. */
  readonly tree: FileTree;
  /** The targets that are edited, and others that are compared as a whole. */
  readonly targets: readonly Target[];
  /** All else that may read the same files. */
  readonly bystanders?: readonly Bystander[];
  /** The targets whose TidbMonitors are to be expanded. */
  readonly expanded: ReadonlySet<string>;
  readonly builds: BuildCache;
  /** What the cluster knows; asked once for each target, and taken to stay so. */
  readonly factsOf: (rendered: readonly Rendered[]) => Promise<ClusterFacts>;
  readonly goOn?: GoOn;
}

/** Renders all targets with some files edited, in memory: those anew that read one of them. */
export function renderEdited(context: RenderingContext): RenderFiles {
  const { tree, targets, bystanders = [], expanded, builds, factsOf, goOn } = context;
  const facts = new Map<string, ClusterFacts>();
  const originals = new Map<string, RecordedBuild>(
    bystanders.map(({ target, build }) => [target.name, build]),
  );

  async function built(
    target: Target,
    edited: ReadonlyMap<string, string>,
  ): Promise<readonly Rendered[] | undefined> {
    goOn?.();
    const original = originals.get(target.name) ?? (await recordedBuild(target, tree, builds));
    originals.set(target.name, original);
    if (![...edited.keys()].some((path) => original.reads.has(path))) return original.objects;
    const files = withVirtualFiles(tree, edited);
    return (await orBroken(renderTarget(target, files, builds)))?.objects;
  }

  async function render(
    target: Target,
    edited: ReadonlyMap<string, string>,
  ): Promise<TargetRendering | undefined> {
    const objects = await built(target, edited);
    if (objects === undefined || !expanded.has(target.name)) return asBuilt(objects);
    const known = facts.get(target.name) ?? (await factsOf(objects));
    facts.set(target.name, known);
    const expansion = await orBroken(Promise.resolve().then(() => expand(objects, known)));
    return expansion && { built: objects, objects: expansion.objects };
  }

  async function besides(
    { target, bundles, build }: Bystander,
    edited: ReadonlyMap<string, string>,
    rendering: ReadonlyMap<string, TargetRendering | undefined>,
  ): Promise<TargetRendering | undefined> {
    // Not to know whether it changes counts as a change.
    if (build.objects === undefined) {
      return mayRead(target, edited) ? { built: [], objects: [] } : undefined;
    }
    const objects = await built(target, edited);
    if (!bundles || objects === undefined) return asBuilt(objects);
    const own = targets.flatMap(({ name }) => rendering.get(name)?.built ?? []);
    return asBuilt(without(objects, own));
  }

  function mayRead({ path }: Target, edited: ReadonlyMap<string, string>): boolean {
    return [...edited.keys()].some(
      (file) =>
        !targets.some((target) => isIn(file, target.path)) || (path !== '.' && isIn(file, path)),
    );
  }

  return async (edited) => {
    const rendering = new Map<string, TargetRendering | undefined>();
    for (const target of targets) rendering.set(target.name, await render(target, edited));
    for (const bystander of bystanders) {
      rendering.set(bystander.target.name, await besides(bystander, edited, rendering));
    }
    return rendering;
  };
}

function asBuilt(objects: readonly Rendered[] | undefined): TargetRendering | undefined {
  return objects && { built: objects, objects };
}

function isIn(file: string, folder: string): boolean {
  return folder === '.' || file.startsWith(`${folder}/`);
}

/** What is left without the objects that are the very same in others. */
function without(objects: readonly Rendered[], others: readonly Rendered[]): readonly Rendered[] {
  const key = ({ manifest }: Rendered) => objectKey(objectIdOf(manifest));
  const known = new Map(others.map((one) => [key(one), one.manifest]));
  return objects.filter((one) => !jsonEquals(one.manifest, known.get(key(one))));
}
