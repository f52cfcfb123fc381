import { adoptDrift } from '../../src/adopt/adopt-drift.ts';
import type { Adoption } from '../../src/adopt/adoption.ts';
import { renderEdited } from '../../src/agent/adopt/render-edited.ts';
import { createBuildCache } from '../../src/agent/build-cache/build-cache.ts';
import type { JsonValue } from '../../src/model/json.ts';
import { type FieldPath, type Rendered, valueAt } from '../../src/model/manifest.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import { objectIdOf } from '../../src/model/object-id.ts';
import { NO_CLUSTER } from '../../src/monitor/facts.ts';
import { aTarget } from '../support/targets.ts';

export type Files = Readonly<Record<string, MemoryFile>>;

/** A field of an object, and what somebody made of it; without `live` it is gone. */
export interface LiveField {
  /** `Kind/name` */
  readonly object: string;
  readonly path: FieldPath;
  readonly live?: JsonValue;
  /** Where the live object tells that it is one. */
  readonly isSecret?: boolean;
}

/** What a target renders as: as its files say, with every TidbMonitor expanded. */
export async function renderIn(
  files: Files,
  name: string,
  edited: ReadonlyMap<string, string> = new Map(),
): Promise<readonly Rendered[]> {
  const rendering = await renderingOf(files, [name])(edited);
  return rendering.get(name)?.objects ?? [];
}

function renderingOf(files: Files, expanded: readonly string[]) {
  const names = Object.keys(files).flatMap((path) => {
    const name = /^overlays\/([^/]+)\/kustomization\.yaml$/.exec(path)?.[1];
    return name === undefined ? [] : [name];
  });
  return renderEdited({
    tree: memoryTree(files),
    targets: names.map((name) => aTarget(name)),
    expanded: new Set(expanded),
    builds: createBuildCache(),
    factsOf: async () => NO_CLUSTER,
  });
}

/** By `Kind/name`; what a hash adds to a name does not count. */
export function findObject(objects: readonly Rendered[], name: string): Rendered {
  const names = objects.map(({ manifest }) => `${manifest.kind}/${manifest.metadata.name}`);
  const at = names.findIndex((one) => one === name || withoutHash(one) === name);
  const found = objects[at];
  if (found === undefined) throw new Error(`there is no ${name} among ${names.join(', ')}`);
  return found;
}

function withoutHash(name: string): string {
  return name.replace(/-(?=[a-z]*\d)[a-z0-9]{10}$/, '');
}

/** Adopts live fields of one overlay of a repository. */
export async function adoptIn(
  files: Files,
  live: readonly LiveField[],
  target = 'production',
): Promise<Adoption> {
  const objects = await renderIn(files, target);
  const fields = live.map(({ object, path, live: value, isSecret = false }) => {
    const { manifest } = findObject(objects, object);
    const wanted = valueAt(manifest, path);
    return { id: objectIdOf(manifest), path, wanted, live: value, isSecret };
  });
  return adoptDrift({
    tree: memoryTree(files),
    drift: [{ target, folder: `overlays/${target}`, fields }],
    render: renderingOf(files, [target]),
  });
}
