import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import { findTargets } from '../../src/layout/find-targets.ts';
import type { BuildFolder, Layout } from '../../src/layout/layout.ts';
import { targetFolder } from '../../src/layout/target-folder.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { FileTree } from '../../src/model/ports/file-tree.ts';
import { folderTree } from '../../src/source/folder-tree.ts';

const examples = join(import.meta.dirname, '../../examples');

const defaults = {
  interval: 600_000,
  timeout: 300_000,
  prune: true,
  wait: true,
  namePrefix: undefined,
  repository: { urls: ['https://git.example.com/team/monitoring.git'], ref: 'main' },
};

const buildFolder: BuildFolder = async (tree, path, options) =>
  (await build(tree, path, options)).objects;

interface Example {
  readonly tree: FileTree;
  readonly layout: Layout;
}

async function example(folder: string, path: string): Promise<Example> {
  const tree = folderTree(join(examples, folder));
  return { tree, layout: await findTargets(tree, path, defaults, buildFolder) };
}

function targetsOf({ layout }: Example): string[] {
  return layout.targets.map(({ name, path, dependsOn }) =>
    [`${name} <- ${path}`, ...dependsOn.map((other) => `after ${other}`)].join(' '),
  );
}

async function monitorsOf({ tree, layout }: Example): Promise<Manifest[]> {
  const objects: Manifest[] = [];
  for (const target of layout.targets) {
    const folder = await targetFolder(tree, target);
    const built = await build(folder.tree, folder.path, target.build);
    objects.push(...built.objects.map(({ manifest }) => manifest));
  }
  return objects.filter(({ kind }) => kind === 'TidbMonitor');
}

describe.each(['production', 'staging'])('the examples for %s', (environment) => {
  it('are understood in the layout of Flux', async () => {
    const flux = await example('flux', `clusters/${environment}`);
    expect(targetsOf(flux)).toEqual([
      `flux-system-apps <- apps/${environment} after flux-system-infrastructure`,
      `flux-system-flux-system <- clusters/${environment}`,
      `flux-system-infrastructure <- infrastructure/${environment}`,
    ]);
    expect(flux.layout).toMatchObject({ warnings: [], problems: [], complete: true });
    expect(flux.layout.targets.flatMap(({ blocked }) => blocked)).toEqual([]);
  });

  it('are understood in the layout of Argo CD', async () => {
    const argo = await example('argocd', `bootstrap/${environment}`);
    expect(targetsOf(argo)).toEqual([
      `argocd-applications <- applications/${environment}`,
      `argocd-monitoring <- monitoring/overlays/${environment}`,
      `argocd-platform <- platform/overlays/${environment}`,
    ]);
    expect(argo.layout).toMatchObject({ warnings: [], problems: [], complete: true });
    expect(argo.layout.targets.flatMap(({ blocked }) => blocked)).toEqual([]);
  });

  it('ask for the same monitor', async () => {
    const flux = await monitorsOf(await example('flux', `clusters/${environment}`));
    const argo = await monitorsOf(await example('argocd', `bootstrap/${environment}`));
    expect(flux).toHaveLength(1);
    expect(argo).toEqual(flux);
  });
});
