import { describe, expect, it } from 'vitest';
import { adoptDrift } from '../../../src/adopt/adopt-drift.ts';
import { findBystanders } from '../../../src/agent/adopt/bystanders.ts';
import { renderEdited } from '../../../src/agent/adopt/render-edited.ts';
import { createBuildCache } from '../../../src/agent/build-cache/build-cache.ts';
import { formatProblem } from '../../../src/model/errors.ts';
import { valueAt } from '../../../src/model/manifest.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { objectIdOf } from '../../../src/model/object-id.ts';
import type { Target } from '../../../src/model/target.ts';
import { NO_CLUSTER } from '../../../src/monitor/facts.ts';
import { aTarget } from '../../support/targets.ts';

type Files = Readonly<Record<string, string>>;

const settings = `apiVersion: v1
kind: ConfigMap
metadata:
  name: settings
data:
  level: info
`;
const on = (...resources: string[]): string => `resources: [${resources.join(', ')}]\n`;
const flux = (path: string): string => `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: apps, namespace: flux-system}
spec:
  path: ${path}
  prune: true
  interval: 10m
  sourceRef: {kind: GitRepository, name: flux-system}
`;
const base = { 'base/settings.yaml': settings, 'base/kustomization.yaml': on('settings.yaml') };

/** Adopts `debug` as the level of a folder; gives the edited files, and what was refused. */
async function adoptLevel(files: Files, path: string, fields: Partial<Target> = {}) {
  const tree = memoryTree(files);
  const target = aTarget('it', { path, ...fields });
  const builds = createBuildCache();
  const bystanders = await findBystanders({ tree, targets: [target], builds });
  const render = renderEdited({
    tree,
    targets: [target],
    bystanders,
    expanded: new Set([target.name]),
    builds,
    factsOf: async () => NO_CLUSTER,
  });
  const [object] = (await render(new Map())).get('it')?.objects ?? [];
  if (object === undefined) throw new Error('the target is empty');
  const level = ['data', 'level'];
  const wanted = valueAt(object.manifest, level);
  const drifted = { id: objectIdOf(object.manifest), path: level, wanted, live: 'debug' };
  const drift = [{ target: 'it', folder: path, fields: [drifted] }];
  const adoption = await adoptDrift({ tree, drift, render });
  return {
    edited: adoption.files.map((file) => file.path),
    refused: adoption.refused.map(formatProblem),
  };
}

describe('a file that is adopted into', () => {
  it.each([
    ['deploy/overlays', 'deploy/base'],
    ['apps/web/overlays', 'apps/web/base'],
    ['clusters', 'base'],
    ['envs/regions', 'shared/base'],
  ])('is not one that another folder in %s builds on', async (overlays, shared) => {
    const up = '../'.repeat(`${overlays}/x`.split('/').length);
    const files = {
      [`${shared}/settings.yaml`]: settings,
      [`${shared}/kustomization.yaml`]: on('settings.yaml'),
      [`${overlays}/production/kustomization.yaml`]: on(`${up}${shared}`),
      [`${overlays}/staging/kustomization.yaml`]: on(`${up}${shared}`),
    };
    expect(await adoptLevel(files, `${overlays}/production`)).toEqual({
      edited: [`${overlays}/production/kustomization.yaml`],
      refused: [],
    });
  });

  it('is the one of a base that nothing else builds on', async () => {
    const files = { ...base, 'overlays/production/kustomization.yaml': on('../../base') };
    expect(await adoptLevel(files, 'overlays/production')).toEqual({
      edited: ['base/settings.yaml'],
      refused: [],
    });
  });

  it('may be part of what deploys the target as it is, beside others', async () => {
    const files = {
      ...base,
      'overlays/production/kustomization.yaml': on('../../base'),
      'kustomization.yaml': on('overlays/production', 'other.yaml'),
      'other.yaml': settings.replace('name: settings', 'name: other'),
    };
    expect(await adoptLevel(files, 'overlays/production')).toEqual({
      edited: ['base/settings.yaml'],
      refused: [],
    });
  });

  it('is no part of a target that another one changes on its way to another cluster', async () => {
    const files = {
      ...base,
      'overlays/production/kustomization.yaml': on('../../base'),
      'regions/kustomization.yaml': `namePrefix: eu-\n${on('../overlays/production')}`,
    };
    expect(await adoptLevel(files, 'overlays/production')).toEqual({
      edited: [],
      refused: [
        'base/settings.yaml:6:3: ConfigMap/settings: data.level: no edit changes it alone: the one that fits would change target ./regions, too; write it by hand, or adopt what drifted there as well',
      ],
    });
  });

  it('is not that of an overlay which the target builds on', async () => {
    const files = {
      ...base,
      'overlays/production/kustomization.yaml': on('../../base'),
      'overlays/eu/kustomization.yaml': on('../production'),
    };
    expect(await adoptLevel(files, 'overlays/eu')).toEqual({
      edited: ['overlays/eu/kustomization.yaml'],
      refused: [],
    });
  });

  it('is in the own folder of the target where another one cannot be built', async () => {
    const files = {
      ...base,
      'overlays/production/kustomization.yaml': on('../../base'),
      'elsewhere/kustomization.yaml': on('https://git.example.com/more.yaml', '../base'),
    };
    expect(await adoptLevel(files, 'overlays/production')).toEqual({
      edited: ['overlays/production/kustomization.yaml'],
      refused: [],
    });
  });

  it('is none that objects of two clusters deploy', async () => {
    const files = {
      'apps/settings.yaml': settings,
      'apps/kustomization.yaml': on('settings.yaml'),
      'clusters/production/apps.yaml': flux('./apps'),
      'clusters/staging/apps.yaml': flux('./apps'),
    };
    const { edited, refused } = await adoptLevel(files, 'apps', {
      declaredBy: 'Kustomization',
      position: { file: 'clusters/production/apps.yaml', line: 1, column: 1 },
    });
    expect(edited).toEqual([]);
    expect(refused).toEqual([
      expect.stringContaining('(declared in clusters/staging/apps.yaml), too'),
    ]);
    const { 'clusters/staging/apps.yaml': _, ...alone } = files;
    expect(await adoptLevel(alone, 'apps')).toEqual({
      edited: ['apps/settings.yaml'],
      refused: [],
    });
  });
});
