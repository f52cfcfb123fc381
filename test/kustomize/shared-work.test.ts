import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSharedWork } from '../../src/agent/build-cache/shared-work.ts';
import { build, buildWithin } from '../../src/kustomize/build.ts';
import { DEFAULT_BUILD_LIMITS } from '../../src/kustomize/limits.ts';
import type { SharedWork } from '../../src/kustomize/shared-work.ts';
import { formatProblem, InvalidInputError } from '../../src/model/errors.ts';
import type { JsonValue } from '../../src/model/json.ts';
import type { FieldPath, Rendered } from '../../src/model/manifest.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import { formatPosition } from '../../src/model/position.ts';
import type { BuildOptions } from '../../src/model/target.ts';
import { randomBuild } from './fuzz/random-build.ts';

type Files = Readonly<Record<string, MemoryFile>>;

const OPTIONS: BuildOptions = { order: 'legacy', loadRestrictor: 'rootOnly' };

function pathsOf(value: JsonValue | undefined, path: FieldPath): FieldPath[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, child]) => pathsOf(child, [...path, key]))];
}

function placesOf({ manifest, provenance }: Rendered): string[] {
  return pathsOf(manifest, []).map((path) => {
    const position = provenance.field(path);
    return `${path.join('/')} ${position === undefined ? 'nowhere' : formatPosition(position)}`;
  });
}

/** Everything that a build tells: its text, every place, every warning, or every problem. */
async function tellAll(
  files: Files,
  path: string,
  options: BuildOptions,
  shared?: SharedWork,
  limits = DEFAULT_BUILD_LIMITS,
) {
  try {
    const built = await buildWithin(limits, memoryTree(files), path, options, { shared });
    const warnings = built.warnings.map(formatProblem);
    return [built.yaml(), built.objects.map(placesOf), warnings, built.inputs];
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return thrown.message;
    throw thrown;
  }
}

interface Counted extends SharedWork {
  readonly counts: { basesMade: number; basesTaken: number; filesRead: number };
}

function counted(inner = createSharedWork(32 * 1024 * 1024)): Counted {
  const counts = { basesMade: 0, basesTaken: 0, filesRead: 0 };
  return {
    counts,
    files: {
      get: (key) => inner.files.get(key),
      set(key, value) {
        counts.filesRead++;
        inner.files.set(key, value);
      },
    },
    bases: {
      get(key) {
        const found = inner.bases.get(key);
        if (found !== undefined) counts.basesTaken++;
        return found;
      },
      set(key, value) {
        counts.basesMade++;
        inner.bases.set(key, value);
      },
    },
  };
}

const base: Files = {
  'base/kustomization.yaml': 'resources: [web.yaml, ../deep]\ncommonLabels: {app: web}\n',
  'base/web.yaml': `apiVersion: apps/v1
kind: Deployment
metadata: {name: web}
spec:
  template:
    spec:
      containers:
      - {name: main, image: nginx}
`,
  'deep/kustomization.yaml': 'configMapGenerator: [{name: made, literals: [k=v]}]\n',
};

function overlays(count: number, text: (index: number) => string): Files {
  return Object.fromEntries(
    Array.from({ length: count }, (_, index) => [
      `overlays/o${index}/kustomization.yaml`,
      `resources: [../../base]\n${text(index)}`,
    ]),
  );
}

describe('work that builds share', () => {
  it('changes nothing of what any build gives, whatever was built before', async () => {
    const options: BuildOptions[] = [
      OPTIONS,
      { order: 'none', loadRestrictor: 'none' },
      { ...OPTIONS, managedByLabel: true },
    ];
    let taken = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.boolean(),
        async (seed, small) => {
          const { files } = randomBuild(seed);
          const folders = Object.keys(files)
            .filter((path) => path.endsWith('/kustomization.yaml'))
            .map((path) => path.slice(0, path.lastIndexOf('/')));
          const shared = counted(createSharedWork(small ? 40_000 : 32 * 1024 * 1024));
          for (const option of options) {
            for (const folder of folders) {
              const alone = await tellAll(files, folder, option);
              expect(await tellAll(files, folder, option, shared)).toEqual(alone);
            }
          }
          taken += shared.counts.basesTaken;
        },
      ),
      { numRuns: 15 },
    );
    expect(taken).toBeGreaterThan(0);
  });

  it('gathers a base of a hundred overlays once, and reads its files once', async () => {
    const files = { ...base, ...overlays(100, (index) => `namePrefix: o${index}-\n`) };
    const shared = counted();
    for (let index = 0; index < 100; index++) {
      await build(memoryTree(files), `overlays/o${index}`, OPTIONS, { shared });
    }
    // The base and what it uses.
    expect(shared.counts).toEqual({ basesMade: 2, basesTaken: 99, filesRead: 1 });
  });

  it('keeps the changes of one overlay from every other', async () => {
    const files = {
      ...base,
      ...overlays(
        3,
        (index) => `namespace: n${index}
images: [{name: nginx, newTag: "${index}"}]
patches: [{target: {kind: Deployment}, patch: '[{op: add, path: /metadata/labels/app, value: o${index}}]'}]
`,
      ),
    };
    const shared = counted();
    const given: unknown[] = [];
    for (const index of [0, 1, 2, 0]) {
      given.push(await tellAll(files, `overlays/o${index}`, OPTIONS, shared));
    }
    for (const [at, index] of [0, 1, 2, 0].entries()) {
      expect(given[at]).toEqual(await tellAll(files, `overlays/o${index}`, OPTIONS));
    }
  });

  it('is not taken where a file of the base has changed, or a link leads elsewhere', async () => {
    const overlay = overlays(1, () => '');
    const shared = counted();
    const versions: Files[] = [
      { ...base, ...overlay },
      { ...base, ...overlay, 'deep/kustomization.yaml': 'configMapGenerator: [{name: other}]\n' },
      { ...base, ...overlay, 'base/web.yaml': { symlink: 'web2.yaml' }, 'base/web2.yaml': 'a: b' },
      { ...base, ...overlay },
    ];
    for (const files of versions) {
      const alone = await tellAll(files, 'overlays/o0', OPTIONS);
      expect(await tellAll(files, 'overlays/o0', OPTIONS, shared)).toEqual(alone);
    }
  });

  it('does not let a base past the load restrictor', async () => {
    const files: Files = {
      'base/kustomization.yaml': 'resources: [../file.yaml]\n',
      'file.yaml': 'apiVersion: v1\nkind: A\nmetadata: {name: a}\n',
      ...overlays(1, () => ''),
    };
    const shared = counted();
    const free: BuildOptions = { order: 'legacy', loadRestrictor: 'none' };
    expect(await tellAll(files, 'overlays/o0', free, shared)).toEqual(
      await tellAll(files, 'overlays/o0', free),
    );
    expect(await tellAll(files, 'overlays/o0', OPTIONS, shared)).toBe(
      'base/kustomization.yaml:1:13: the file "../file.yaml" is outside the kustomization\'s own folder "base"; move it there, or give its folder a kustomization file and name the folder under resources',
    );
  });

  it('names the way to a base as each overlay goes it', async () => {
    const origins = 'buildMetadata: [originAnnotations, transformerAnnotations]\n';
    const files: Files = {
      ...base,
      'a/kustomization.yaml': `resources: [../base]\n${origins}`,
      'b/c/kustomization.yaml': `resources: [../../base]\n${origins}`,
      'd/kustomization.yaml': 'resources: [../base]\n',
    };
    const shared = counted();
    for (const path of ['a', 'b/c', 'd', 'a']) {
      expect(await tellAll(files, path, OPTIONS, shared)).toEqual(
        await tellAll(files, path, OPTIONS),
      );
    }
  });

  it('costs a build what it would have cost it to do', async () => {
    const files = { ...base, ...overlays(1, () => 'namePrefix: x-\n') };
    const shared = counted();
    await tellAll(files, 'overlays/o0', OPTIONS, shared);
    for (let steps = 200; steps < 400; steps += 4) {
      const limits = { ...DEFAULT_BUILD_LIMITS, steps };
      expect(await tellAll(files, 'overlays/o0', OPTIONS, shared, limits)).toEqual(
        await tellAll(files, 'overlays/o0', OPTIONS, undefined, limits),
      );
    }
  });
});
