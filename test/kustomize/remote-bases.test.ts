import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createBuildCache } from '../../src/agent/build-cache/build-cache.ts';
import { renderTarget } from '../../src/agent/render-target.ts';
import { build } from '../../src/kustomize/build.ts';
import { InvalidInputError } from '../../src/model/errors.ts';
import { memoryTree } from '../../src/model/memory-tree.ts';
import type { RemoteBases } from '../../src/model/ports/remote-bases.ts';
import { type OpenRemoteBases, remoteBases } from '../../src/source/remote-bases.ts';
import { type RemoteHarness, startRemote } from '../source/remote-harness.ts';
import { aTarget } from '../support/targets.ts';

const OPTIONS = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;

const MAP = 'apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: map\n';

function treeWith(...resources: string[]) {
  const list = resources.map((each) => `- ${JSON.stringify(each)}\n`).join('');
  return memoryTree({
    'overlay/kustomization.yaml': `namePrefix: x-\nresources:\n${list}`,
    'secret.yaml': MAP,
  });
}

describe('bases of other repositories, over HTTP from the real Git', () => {
  let remote: RemoteHarness;
  let bases: OpenRemoteBases;
  let commit: string;
  let host: string;

  beforeAll(async () => {
    remote = await startRemote({ config: { 'uploadpack.allowReachableSHA1InWant': 'true' } });
    commit = await remote.repository.publish({
      'shared/kustomization.yaml': 'resources: [map.yaml]\n',
      'shared/map.yaml': MAP,
      'web/kustomization.yaml': 'resources: [../shared]\nnameSuffix: -web\n',
      'escape/kustomization.yaml': 'resources: [../../../../secret.yaml]\n',
      'link/kustomization.yaml': 'resources: [out.yaml]\n',
      'link/out.yaml': { symlink: '../../secret.yaml' },
    });
    await remote.repository.git('tag', 'v1');
    await remote.repository.push('v1');
    await remote.repository.publish({ 'shared/map.yaml': MAP.replace('map', 'later') });
    host = new URL(remote.url).host;
    bases = open([host]);
  });

  afterAll(async () => {
    await bases.close();
    await remote.close();
  });

  function open(hosts: string[]): OpenRemoteBases {
    const { cacheFolder, log } = remote;
    return remoteBases({ hosts, cacheFolder, environment: {}, log });
  }

  async function problemOf(from: RemoteBases | undefined, ...resources: string[]) {
    try {
      const { yaml } = await build(treeWith(...resources), 'overlay', OPTIONS, {
        remoteBases: from,
      });
      return yaml();
    } catch (thrown) {
      if (thrown instanceof InvalidInputError) return thrown.message;
      throw thrown;
    }
  }

  it('are built at a tag, with the bases that they have themselves', async () => {
    const url = `${remote.url}//web?ref=v1`;
    const built = await build(treeWith(url), 'overlay', OPTIONS, { remoteBases: bases });
    expect(built.yaml()).toBe(MAP.replace('name: map', 'name: x-map-web'));
  });

  it('are built at a commit', async () => {
    const url = `${remote.url}//shared?ref=${commit}`;
    const built = await build(treeWith(url), 'overlay', OPTIONS, { remoteBases: bases });
    expect(built.yaml()).toBe(MAP.replace('name: map', 'name: x-map'));
  });

  it('are inputs of the build: what was named, and the commit it was', async () => {
    const url = `${remote.url}//shared?ref=v1`;
    const { inputs, remotes, objects } = await build(treeWith(url), 'overlay', OPTIONS, {
      remoteBases: bases,
    });
    const root = `remote:${host}/app.git@${commit}`;
    expect(remotes).toEqual([{ repository: remote.url, ref: 'v1', commit }]);
    expect(inputs).toEqual([
      'overlay/kustomization.yaml',
      `${root}/shared/kustomization.yaml`,
      `${root}/shared/map.yaml`,
    ]);
    expect(objects[0]?.provenance.object).toMatchObject({
      file: `${root}/shared/map.yaml`,
      line: 1,
    });
  });

  it('are refused unless the build was given where they come from', async () => {
    remote.server.forget();
    const url = `${remote.url}//shared?ref=v1`;
    expect(await problemOf(undefined, url)).toBe(
      `overlay/kustomization.yaml:3:3: "${url}" cannot be used: it is on another host, which is never asked; copy what it gives into this repository`,
    );
    expect(remote.server.requests).toEqual([]);
  });

  it('are refused on hosts that are not allowed, which are not asked', async () => {
    remote.server.forget();
    const url = `${remote.url}//shared?ref=v1`;
    expect(await problemOf(open(['github.com']), url)).toBe(
      `overlay/kustomization.yaml:3:3: "${url}" cannot be used: ${remote.url}: the host ${host} is not among those that bases may come from; add it to remoteBaseHosts; or copy what it gives into this repository`,
    );
    expect(remote.server.requests).toEqual([]);
  });

  it('are refused at branches, and where nothing is pinned', async () => {
    const branch = `${remote.url}//shared?ref=main`;
    expect(await problemOf(bases, branch, `${remote.url}//shared`)).toBe(
      [
        `overlay/kustomization.yaml:3:3: "${branch}" cannot be used: ${remote.url}: there is no tag main; branches move, so they pin nothing: name a tag or a full commit id; or copy what it gives into this repository`,
        `overlay/kustomization.yaml:4:3: "${remote.url}//shared" cannot be used: it is not pinned; add ?ref= with a tag or a full commit id`,
      ].join('\n'),
    );
  });

  it('cannot reach files of the repository that uses them', async () => {
    for (const folder of ['escape', 'link']) {
      const problem = await problemOf(bases, `${remote.url}//${folder}?ref=v1`);
      expect(problem).toContain(
        `remote:${host}/app.git@${commit}/${folder}/kustomization.yaml:1:13`,
      );
      expect(problem).toMatch(/leads out of the repository/);
    }
  });

  it('cannot be reached by a path of the repository that uses them', async () => {
    const path = `../remote:${host}/app.git@${commit}/shared`;
    const problem = await problemOf(bases, `${remote.url}//shared?ref=v1`, path);
    expect(problem).toMatch(/shared" (?:does not exist|cannot be read: it leads out)/);
  });

  it('come from the cache when the server is gone', async () => {
    const url = `${remote.url}//shared?ref=${commit}`;
    await build(treeWith(url), 'overlay', OPTIONS, { remoteBases: bases });
    await remote.server.down();
    try {
      const later = open([host]);
      const built = await build(treeWith(url), 'overlay', OPTIONS, { remoteBases: later });
      expect(built.objects).toHaveLength(1);
      await later.close();
    } finally {
      await remote.server.up();
    }
  });

  it('are what an agent renders targets with, and only where it was told to', async () => {
    const tree = treeWith(`${remote.url}//shared?ref=v1`);
    const target = aTarget('web', { path: 'overlay' });
    const { objects } = await renderTarget(target, tree, createBuildCache(undefined, bases));
    expect(objects.map(({ manifest }) => manifest.metadata.name)).toEqual(['x-map']);
    await expect(renderTarget(target, tree, createBuildCache())).rejects.toThrow(InvalidInputError);
  });
});
