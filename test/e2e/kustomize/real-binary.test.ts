import { execFile } from 'node:child_process';
import { cp, readdir } from 'node:fs/promises';
import { dirname, join, relative } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';
import { manyOverlays, tinyTree, workloadTree } from '../../../bench/subjects/kustomize-trees.ts';
import { build } from '../../../src/kustomize/build.ts';
import { openFolder } from '../../../src/source/folder-tree.ts';
import { ensureTools } from '../../envtest/ensure.ts';
import { surroundings } from '../../envtest/surroundings.ts';
import { oracleTools } from '../../envtest/tool-set.ts';
import { createFileFolder } from '../../support/file-folder.ts';

const checkout = join(import.meta.dirname, '../../..');
const monitors = join(checkout, 'test/testdata/tidbmonitor/examples');

/** The folders below one that have a kustomization file. */
async function kustomizationsIn(folder: string): Promise<string[]> {
  const files = await readdir(join(checkout, folder), { recursive: true });
  return files
    .filter((file) => /(?:^|\/)kustomization\.ya?ml$/.test(file))
    .map((file) => join(folder, dirname(file)));
}

/** The files of objects among the upstream examples. */
async function exampleFiles(): Promise<string[]> {
  const files = await readdir(monitors, { recursive: true });
  return files.filter((file) => /\.ya?ml$/.test(file)).sort();
}

describe('the real kustomize', () => {
  let kustomize: string;
  beforeAll(async () => {
    kustomize = join(await ensureTools(oracleTools, surroundings), 'kustomize');
  });

  async function theirs(folder: string): Promise<string> {
    const options = { maxBuffer: 64 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)(kustomize, ['build', folder], options);
    return stdout;
  }

  async function ours(folder: string): Promise<string> {
    const { tree, path } = await openFolder(folder);
    return (await build(tree, path, { order: 'legacy', loadRestrictor: 'rootOnly' })).yaml();
  }

  it('prints what we print for every kustomization of this repository', async () => {
    const all = ['base', 'overlays', 'examples'].map(kustomizationsIn);
    const folders = (await Promise.all(all))
      .flat()
      // A component is built as a part of what uses it.
      .filter((folder) => !folder.includes('components'));
    expect(folders.length).toBeGreaterThan(5);
    for (const folder of folders) {
      const path = join(checkout, folder);
      expect({ folder, yaml: await ours(path) }).toEqual({ folder, yaml: await theirs(path) });
    }
  });

  it('prints what we print for every upstream example, under an overlay', async () => {
    const files = await exampleFiles();
    expect(files.length).toBeGreaterThan(30);
    for (const file of files) {
      await using folder = await createFileFolder({
        'base/kustomization.yaml': 'resources: [objects.yaml]\n',
        'overlay/kustomization.yaml':
          'resources: [../base]\nnamespace: tidb\nnamePrefix: prod-\ncommonLabels: {team: a}\n',
      });
      await cp(join(monitors, file), join(folder.path, 'base/objects.yaml'));
      const path = join(folder.path, 'overlay');
      expect({ file, yaml: await ours(path) }).toEqual({ file, yaml: await theirs(path) });
    }
  }, 120_000);

  it.each([
    ['a tiny overlay', tinyTree(), ['overlay']],
    ['200 objects', workloadTree(200), ['overlay']],
    ['overlays of one base', manyOverlays(3), ['overlays/team-0', 'overlays/team-2']],
  ])('prints what we print for the trees of the benchmark: %s', async (_name, files, paths) => {
    await using folder = await createFileFolder(files);
    for (const path of paths) {
      const built = join(folder.path, path);
      expect(relative(folder.path, built)).toBe(path);
      expect(await ours(built)).toBe(await theirs(built));
    }
  });
});
