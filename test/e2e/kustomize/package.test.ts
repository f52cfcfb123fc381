import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createFileFolder } from '../../support/file-folder.ts';
import { runTidewatch } from '../../support/run-tidewatch.ts';

const files = {
  'base/kustomization.yaml': 'resources: [one.yaml]\n',
  'base/one.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: one\ndata:\n  a: b\n',
  'overlays/web/kustomization.yaml': 'resources: [../../base]\nnamespace: web\n',
};

// The built package, by its own name: what those get who install it.
const kustomize = await import('tidewatch/kustomize');

describe('the package `tidewatch/kustomize`', () => {
  it('exports these names and no others', () => {
    expect(Object.keys(kustomize).sort()).toEqual([
      'FileTreeError',
      'InvalidInputError',
      'build',
      'formatProblem',
      'memoryTree',
      'openFolder',
    ]);
  });

  it('builds an overlay in memory', async () => {
    const { build, memoryTree } = kustomize;
    const result = await build(memoryTree(files), 'overlays/web');
    expect(result.yaml()).toBe(
      'apiVersion: v1\ndata:\n  a: b\nkind: ConfigMap\nmetadata:\n  name: one\n  namespace: web\n',
    );
    expect(result.inputs).toEqual([
      'base/kustomization.yaml',
      'base/one.yaml',
      'overlays/web/kustomization.yaml',
    ]);
    const { provenance } = result.objects[0] ?? {};
    expect(provenance?.field(['data', 'a'])).toEqual({ file: 'base/one.yaml', line: 6, column: 3 });
    expect(provenance?.field(['metadata', 'namespace'])?.file).toBe(
      'overlays/web/kustomization.yaml',
    );
    expect(result.warnings).toEqual([]);
  });

  it('builds a folder as `tidewatch build` does', async () => {
    await using folder = await createFileFolder(files);
    const { build, openFolder } = kustomize;
    const { tree, path } = await openFolder(join(folder.path, 'overlays/web'));
    const printed = await runTidewatch(['build', join(folder.path, 'overlays/web')]);
    expect((await build(tree, path)).yaml()).toBe(printed.stdout);
  });

  it('throws errors that can be told by their class', async () => {
    const { build, FileTreeError, formatProblem, InvalidInputError, memoryTree, openFolder } =
      kustomize;
    const tree = memoryTree({ 'kustomization.yaml': 'resources: [none.yaml]\n' });
    const error = await build(tree, '.').catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    if (!(error instanceof InvalidInputError)) return;
    expect(error.problems.map(formatProblem)).toHaveLength(1);
    expect(error.message).toMatch(/^kustomization\.yaml:1:13: /);
    await expect(openFolder('/none')).rejects.toBeInstanceOf(FileTreeError);
  });
});
