import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type BuildCache, createBuildCache } from '../../../src/agent/build-cache/build-cache.ts';
import { findTargetsIn } from '../../../src/agent/find-targets-in.ts';
import { renderTarget } from '../../../src/agent/render-target.ts';
import { localDefaults } from '../../../src/cli/local-targets.ts';
import { messageOf } from '../../../src/model/errors.ts';
import type { JsonValue } from '../../../src/model/json.ts';
import type { FieldPath, Rendered } from '../../../src/model/manifest.ts';
import { type MemoryFile, memoryTree } from '../../../src/model/memory-tree.ts';
import type { FileTree } from '../../../src/model/ports/file-tree.ts';
import type { Target } from '../../../src/model/target.ts';
import { aTarget } from '../../support/targets.ts';

type Files = Readonly<Record<string, MemoryFile>>;

function configMap(name: string, text: string): string {
  return `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\ndata:\n  text: ${text}\n  large: "9007199254740993"\n`;
}

const base: Files = {
  'base/kustomization.yaml': 'resources: [one.yaml, shared]\n',
  'base/one.yaml': configMap('one', 'a'),
  'base/shared': { symlink: '../shared' },
  'shared/kustomization.yaml': 'resources: [two.yaml]\nnamePrefix: shared-\n',
  'shared/two.yaml': configMap('two', 'b'),
  'overlays/a/kustomization.yaml':
    'resources: [../../base]\npatches: [{path: patch.yaml}]\nconfigMapGenerator: [{name: made, files: [made.txt]}]\n',
  'overlays/a/patch.yaml': configMap('one', 'patched'),
  'overlays/a/made.txt': 'made',
  'overlays/b/kustomization.yaml': 'resources: [../../base]\ncommonLabels: {app: b}\n',
  'plain/three.yaml': configMap('three', 'c'),
};

/** What somebody may do to the files; `undefined` deletes. */
const edits: readonly Readonly<Record<string, MemoryFile | undefined>>[] = [
  { 'base/one.yaml': configMap('one', 'other') },
  { 'base/one.yaml': configMap('first', 'a') },
  { 'shared/two.yaml': configMap('two', 'other') },
  { 'shared/two.yaml': `# a line more\n${configMap('two', 'b')}` },
  { 'shared/kustomization.yml': 'resources: []\n' },
  {
    'elsewhere/kustomization.yaml': 'resources: [two.yaml]\n',
    'elsewhere/two.yaml': configMap('two', 'z'),
  },
  { 'base/shared': { symlink: '../elsewhere' } },
  { 'base/shared': { symlink: '../../out' } },
  { 'overlays/a/patch.yaml': undefined },
  { 'overlays/a/patch.yaml': { symlink: 'made.txt' } },
  { 'overlays/a/made.txt': 'remade' },
  { 'overlays/a/unused.txt': 'nothing reads this' },
  { 'overlays/b/kustomization.yaml': 'resources: [../../base]\nnamespace: b\n' },
  { 'plain/three.yaml': configMap('three', 'other') },
  { 'plain/kustomization.yaml': 'resources: [three.yaml]\nnamePrefix: x-\n' },
];

const targets: readonly Target[] = [
  aTarget('a'),
  aTarget('b'),
  aTarget('b-elsewhere', { path: 'overlays/b', targetNamespace: 'elsewhere' }),
  aTarget('b-unsorted', { path: 'overlays/b', build: { order: 'none', loadRestrictor: 'none' } }),
  aTarget('plain', { path: 'plain', files: ['three.yaml'] }),
];

/** Everything that can be seen of a target's objects, or why there are none. */
async function looksLike(target: Target, tree: FileTree, builds: BuildCache): Promise<unknown> {
  try {
    const { objects, warnings } = await renderTarget(target, tree, builds);
    return { objects: objects.map(withPlaces), warnings };
  } catch (thrown) {
    return messageOf(thrown);
  }
}

function withPlaces({ manifest, provenance }: Rendered): unknown {
  const places = [...paths(manifest, []), ['no', 'such', 'field']].map((path) => [
    path,
    provenance.field(path),
  ]);
  return { manifest, keys: JSON.stringify(manifest), object: provenance.object, places };
}

function paths(value: JsonValue | undefined, path: FieldPath): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries: readonly (readonly [string | number, JsonValue | undefined])[] = Array.isArray(
    value,
  )
    ? value.map((item: JsonValue, index) => [index, item] as const)
    : Object.entries(value);
  return [path, ...entries.flatMap(([step, child]) => paths(child, [...path, step]))];
}

function edited(files: Files, edit: Readonly<Record<string, MemoryFile | undefined>>): Files {
  const entries = Object.entries({ ...files, ...edit });
  return Object.fromEntries(
    entries.flatMap(([path, file]) => (file === undefined ? [] : [[path, file] as const])),
  );
}

describe('builds that are remembered', () => {
  it('are always what a new build gives, whatever is edited', async () => {
    const commits = fc.array(fc.integer({ min: 0, max: edits.length - 1 }), { maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(commits, fc.constantFrom(2_000, 32_000_000), async (steps, bytes) => {
        const builds = createBuildCache(bytes);
        let files = base;
        for (const step of [undefined, ...steps]) {
          // Now and then an edit is taken back, so that old states come again.
          files =
            step === undefined ? base : edited(step % 2 === 0 ? files : base, edits[step] ?? {});
          for (const target of targets) {
            const remembered = await looksLike(target, memoryTree(files), builds);
            const fresh = await looksLike(target, memoryTree(files), createBuildCache(0));
            expect(remembered).toEqual(fresh);
          }
        }
      }),
      { numRuns: 15, seed: 7 },
    );
  });

  it('are made again only for the one overlay of a thousand that a commit touches', async () => {
    const files: Record<string, MemoryFile> = { ...base };
    delete files['plain/three.yaml'];
    for (let index = 0; index < 1_000; index += 1) {
      files[`overlays/o${index}/kustomization.yaml`] = 'resources: [../../base]\n';
    }
    const builds = createBuildCache();
    const pass = async (tree: FileTree) => {
      const before = builds.counts().built;
      const { targets: found } = await findTargetsIn(tree, '.', localDefaults, builds);
      for (const target of found) await renderTarget(target, tree, builds);
      return { targets: found.length, built: builds.counts().built - before };
    };
    expect(await pass(memoryTree(files))).toEqual({ targets: 1_002, built: 1_002 });
    files['overlays/o500/kustomization.yaml'] = 'resources: [../../base]\nnamePrefix: x-\n';
    expect(await pass(memoryTree(files))).toEqual({ targets: 1_002, built: 1 });
  });

  it('are kept apart by repository', async () => {
    const builds = createBuildCache();
    const target = aTarget('a');
    const other = memoryTree({ ...base, 'overlays/a/made.txt': 'of another repository' });
    for (const _ of [1, 2, 3]) {
      await renderTarget(target, memoryTree(base), builds.within('one'));
      await renderTarget(target, other, builds.within('two'));
    }
    expect(builds.counts()).toEqual({ asked: 6, built: 2 });
  });

  it('share no objects, so that no attempt can spoil the next', async () => {
    const builds = createBuildCache();
    const render = () => renderTarget(aTarget('a'), memoryTree(base), builds);
    const [first, second, third] = [await render(), await render(), await render()];
    expect(second.objects[0]?.manifest).not.toBe(first.objects[0]?.manifest);
    expect(third.objects[0]?.manifest).not.toBe(second.objects[0]?.manifest);
    expect(builds.counts()).toEqual({ asked: 3, built: 1 });
  });

  it('share what they have in common until the cache is told to forget it', async () => {
    const builds = createBuildCache();
    const tree = memoryTree(base);
    const shared: unknown[] = [];
    for (const key of ['one', 'two', 'three']) {
      if (key === 'three') builds.forgetShared();
      await builds.within('repository').build(key, tree, async (_tree, support) => {
        shared.push(support.shared);
        return { objects: [], warnings: [] };
      });
    }
    const [one, two, three] = shared;
    expect(one).toBeDefined();
    expect(two).toBe(one);
    expect(three).toBeDefined();
    expect(three).not.toBe(one);
  });

  it('are made again where the tree has no ids, but not twice for one tree', async () => {
    const withoutIds = (): FileTree => {
      const tree = memoryTree(base);
      return {
        ...tree,
        entry: async (path) => {
          const entry = await tree.entry(path);
          return entry && { ...entry, id: undefined };
        },
      };
    };
    const builds = createBuildCache();
    const tree = withoutIds();
    for (const one of [tree, tree, withoutIds()]) await renderTarget(aTarget('a'), one, builds);
    expect(builds.counts()).toEqual({ asked: 3, built: 2 });
  });
});
