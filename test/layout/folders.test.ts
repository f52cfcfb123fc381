import { describe, expect, it } from 'vitest';
import {
  application,
  configMap,
  type Files,
  kustomization,
  layoutOf,
  lines,
  refusal,
  resources,
  summary,
  targetNamed,
} from './layout-support.ts';

const overlays: Files = {
  'base/kustomization.yaml': resources('monitor.yaml'),
  'base/monitor.yaml': configMap('monitor'),
  'overlays/dev/kustomization.yaml': resources('../../base'),
  'overlays/production/kustomization.yaml': resources('../../base'),
};

describe('a folder with a kustomization file', () => {
  it('is one target', async () => {
    const layout = await layoutOf(overlays, 'overlays/production');
    expect(layout.targets).toEqual([
      {
        name: 'overlays-production',
        declaredBy: 'overlay',
        position: undefined,
        path: 'overlays/production',
        files: undefined,
        targetNamespace: undefined,
        defaultNamespace: undefined,
        createNamespace: undefined,
        prune: true,
        suspend: false,
        blocked: [],
        selfHeal: true,
        drift: undefined,
        ignoredDifferences: [],
        wait: true,
        interval: 600_000,
        timeout: 300_000,
        dependsOn: [],
        build: { order: 'legacy', loadRestrictor: 'rootOnly' },
      },
    ]);
  });

  it('takes its defaults from the agent', async () => {
    const layout = await layoutOf(overlays, 'overlays/dev', {
      prune: false,
      wait: false,
      interval: 1_000,
      timeout: 2_000,
      namePrefix: 'team',
    });
    expect(layout.targets).toMatchObject([
      { name: 'team-overlays-dev', prune: false, wait: false, interval: 1_000, timeout: 2_000 },
    ]);
  });

  it('speaks for itself, whatever overlays are below it', async () => {
    const files = { ...overlays, 'kustomization.yaml': resources('base') };
    expect(summary(await layoutOf(files, '.'))).toEqual(['root <- .']);
  });

  it('that does not build is still a target, whose own attempt tells what is wrong', async () => {
    const files = { ...overlays, 'overlays/dev/kustomization.yaml': resources('nowhere.yaml') };
    const layout = await layoutOf(files, 'overlays/dev');
    expect(summary(layout)).toEqual(['overlays-dev <- overlays/dev']);
    expect(layout.complete).toBe(false);
  });
});

describe('a folder with overlays', () => {
  it.each(['.', './', 'overlays', ''])('has each of them as a target: %o', async (path) => {
    expect(summary(await layoutOf(overlays, path))).toEqual([
      'overlays-dev <- overlays/dev',
      'overlays-production <- overlays/production',
    ]);
  });

  it('passes over folders without a kustomization file, and says so', async () => {
    const layout = await layoutOf({ ...overlays, 'overlays/notes/a.yaml': configMap('a') }, '.');
    expect(summary(layout)).toHaveLength(2);
    expect(lines(layout.warnings)).toEqual([
      'overlays/notes: has no kustomization file and is passed over; add one, or move the folder out of overlays',
    ]);
  });

  it('follows what an overlay declares', async () => {
    const layout = await layoutOf(
      {
        'overlays/production/kustomization.yaml': resources('app.yaml'),
        'overlays/production/app.yaml': application('web', 'web'),
        'overlays/staging/kustomization.yaml': resources('sync.yaml', 'more.yaml'),
        'overlays/staging/sync.yaml': kustomization('apps', './apps'),
        'overlays/staging/more.yaml': configMap('more'),
        'web/web.yaml': configMap('web'),
        'apps/app.yaml': configMap('app'),
      },
      '.',
    );
    expect(summary(layout)).toEqual([
      'argocd-web <- web',
      'flux-system-apps <- apps',
      'overlays-staging <- overlays/staging',
    ]);
  });
});

describe('a folder of plain manifests', () => {
  it('is one target of all YAML below it, as Flux has it', async () => {
    const layout = await layoutOf(
      {
        'plain/a.yaml': configMap('a'),
        'plain/deeper/b.yml': configMap('b'),
        'plain/built/kustomization.yaml': resources('c.yaml'),
        'plain/built/c.yaml': configMap('c'),
        'plain/.github/workflow.yaml': 'on: push',
        'plain/.sops.yaml': 'creation_rules: []',
        'plain/d.json': '{}',
        'plain/link.yaml': { symlink: 'a.yaml' },
      },
      'plain',
    );
    expect(targetNamed(layout, 'plain').files).toEqual([
      'a.yaml',
      'built',
      'deeper/b.yml',
      'link.yaml',
    ]);
  });

  it('names the files that are not manifests, and keeps the target', async () => {
    const layout = await layoutOf(
      { 'plain/a.yaml': configMap('a'), 'plain/values.yaml': 'replicas: 2\n' },
      'plain',
    );
    expect(summary(layout)).toEqual(['plain <- plain']);
    expect(lines(layout.problems)).toEqual([
      'plain/values.yaml:1:1: the object has no apiVersion; set apiVersion',
      'plain/values.yaml:1:1: the object has no kind; set kind',
      'plain/values.yaml:1:1: the object has no metadata.name; set metadata.name',
    ]);
  });

  it('names the files that cannot be read', async () => {
    const layout = await layoutOf(
      {
        'plain/a.yaml': configMap('a'),
        'plain/large.yaml': 'version https://git-lfs.github.com/spec/v1\noid sha256:1\nsize 1\n',
        'plain/out.yaml': { symlink: '../../secret.yaml' },
      },
      'plain',
    );
    expect(lines(layout.problems)).toEqual([
      'plain/large.yaml:1:1: is a Git LFS pointer, not the file itself; commit the file without LFS (git lfs untrack plain/large.yaml, then git add --renormalize plain/large.yaml)',
      'plain/out.yaml:1:1: the symbolic link plain/out.yaml -> ../../secret.yaml leads out of the repository; link to a file inside it or commit a copy',
    ]);
  });

  it('may mix Flux and Argo CD objects with others', async () => {
    const layout = await layoutOf(
      {
        'mixed/sync.yaml': kustomization('apps', './apps'),
        'mixed/web.yaml': application('web', './web'),
        'mixed/settings.yaml': configMap('settings'),
        'apps/app.yaml': configMap('app'),
        'web/web.yaml': configMap('web'),
      },
      'mixed',
    );
    expect(summary(layout)).toEqual([
      'argocd-web <- web',
      'flux-system-apps <- apps',
      'mixed <- mixed',
    ]);
  });
});

describe('a path that holds no target', () => {
  it.each([
    [
      'nowhere',
      'nowhere: no such folder in the repository; check the spelling and the revision; upper and lower case matter',
    ],
    ['base/monitor.yaml', 'base/monitor.yaml: is a file; name its folder, base'],
    [
      'link',
      'link:1:1: the symbolic link link -> /etc leads out of the repository; link to a file inside it or commit a copy',
    ],
    ['../other', '../other: leads out of the repository; name a folder inside it'],
    [
      'empty',
      'empty: declares no targets; name a folder with manifests, a kustomization file, or Flux or Argo CD objects',
    ],
  ])('is refused: %s', async (path, message) => {
    expect(
      await refusal({ ...overlays, 'empty/README.md': 'words', link: { symlink: '/etc' } }, path),
    ).toEqual([message]);
  });
});
