import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import { withoutControlObjects } from '../../src/layout/control-objects.ts';
import { findTargets } from '../../src/layout/find-targets.ts';
import { targetFolder } from '../../src/layout/target-folder.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import { formatObjectId, objectIdOf } from '../../src/model/object-id.ts';
import {
  application,
  buildFolder,
  configMap,
  defaults,
  type Files,
  gitRepository,
  kustomization,
  resources,
} from './layout-support.ts';

const role = [
  'apiVersion: rbac.authorization.k8s.io/v1',
  'kind: RoleBinding',
  'metadata: {name: a}',
  'roleRef: {apiGroup: rbac.authorization.k8s.io, kind: Role, name: a}',
  'subjects: [{kind: ServiceAccount, name: default, namespace: elsewhere}]',
  '',
].join('\n');

/** What each target deploys. */
async function deployed(files: Files, path: string): Promise<Record<string, string[]>> {
  const tree = memoryTree(files);
  const { targets } = await findTargets(tree, path, defaults, buildFolder);
  const objects: Record<string, string[]> = {};
  for (const target of targets) {
    const folder = await targetFolder(tree, target);
    const built = await build(folder.tree, folder.path, target.build);
    objects[target.name] = withoutControlObjects(built.objects).map(({ manifest }) =>
      formatObjectId(objectIdOf(manifest)),
    );
  }
  return objects;
}

describe('the folder of a target', () => {
  it('is built from its files where it has no kustomization file', async () => {
    const files = {
      'plain/b.yaml': configMap('b'),
      'plain/deeper/a.yaml': configMap('a'),
      'plain/built/kustomization.yaml': `${resources('c.yaml')}namespace: c\n`,
      'plain/built/c.yaml': configMap('c'),
    };
    expect(await deployed(files, 'plain')).toEqual({
      plain: ['ConfigMap/c/c', 'ConfigMap/a', 'ConfigMap/b'],
    });
  });

  it.each([
    ['a kustomization file', { 'apps/kustomization.yaml': resources('a.yaml', 'role.yaml') }],
    ['plain manifests', {}],
  ])('gets its targetNamespace on top of %s', async (_, more) => {
    const files = {
      'cluster/apps.yaml': kustomization('apps', './apps', 'targetNamespace: team-a'),
      'apps/a.yaml': configMap('a'),
      'apps/role.yaml': role,
      ...more,
    };
    expect(await deployed(files, 'cluster')).toEqual({
      'flux-system-apps': ['ConfigMap/team-a/a', 'RoleBinding/team-a/a'],
    });
  });

  it('gets its targetNamespace in place of the namespace that the file sets', async () => {
    const files = {
      'cluster/apps.yaml': kustomization('apps', './apps', 'targetNamespace: team-a'),
      'apps/kustomization.yaml': `${resources('a.yaml')}namespace: other\n`,
      'apps/a.yaml': configMap('a'),
    };
    expect(await deployed(files, 'cluster')).toEqual({
      'flux-system-apps': ['ConfigMap/team-a/a'],
    });
  });

  it('cannot be the root with a kustomization file when it has a targetNamespace', async () => {
    const files = {
      'cluster/apps.yaml': kustomization('apps', './', 'targetNamespace: team-a'),
      'kustomization.yaml': resources('a.yaml'),
      'a.yaml': configMap('a'),
    };
    const { targets } = await findTargets(memoryTree(files), 'cluster', defaults, buildFolder);
    expect(targets.map(({ blocked }) => blocked.map(({ what }) => what))).toEqual([
      ['spec.targetNamespace is not supported for a kustomization file at the root'],
    ]);
  });

  it('is built without what belongs to Flux and Argo CD', async () => {
    const files = {
      'cluster/kustomization.yaml': resources(
        'source.yaml',
        'apps.yaml',
        'settings.yaml',
        'web.yaml',
      ),
      'cluster/source.yaml': gitRepository('https://git.example.com/team/fleet'),
      'cluster/apps.yaml': kustomization('apps', './apps'),
      'cluster/web.yaml': application('web', 'apps'),
      'cluster/settings.yaml': configMap('settings'),
      'apps/a.yaml': configMap('a'),
    };
    expect(await deployed(files, 'cluster')).toEqual({
      'argocd-web': ['ConfigMap/a'],
      cluster: ['ConfigMap/settings'],
      'flux-system-apps': ['ConfigMap/a'],
    });
  });

  it('of several sources is built from all of them and nothing else', async () => {
    const here = 'repoURL: https://git.example.com/team/fleet';
    const text = application('web', 'x').replace(
      / {2}source:\n(?: {4}.*\n)*/,
      `  sources:\n  - {${here}, path: apps/web}\n  - {${here}, path: apps/plain}\n`,
    );
    const files = {
      'argocd/web.yaml': text,
      'apps/kustomization.yml': resources('unrelated.yaml'),
      'apps/unrelated.yaml': configMap('unrelated'),
      'apps/web/kustomization.yaml': resources('web.yaml'),
      'apps/web/web.yaml': configMap('web'),
      'apps/plain/a.yaml': configMap('a'),
    };
    expect(await deployed(files, 'argocd')).toEqual({
      'argocd-web': ['ConfigMap/a', 'ConfigMap/web'],
    });
  });

  it('may be a link to another folder', async () => {
    const files = {
      'cluster/apps.yaml': kustomization('apps', './current'),
      current: { symlink: 'versions/2' },
      'versions/2/a.yaml': configMap('a'),
    };
    expect(await deployed(files, 'cluster')).toEqual({ 'flux-system-apps': ['ConfigMap/a'] });
  });
});
