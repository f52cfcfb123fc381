import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import type { JsonObject } from '../../src/model/json.ts';
import type { Manifest } from '../../src/model/manifest.ts';
import type { Cluster } from '../../src/model/ports/cluster.ts';
import { folderTree } from '../../src/source/folder-tree.ts';
import { root } from '../project/manifest-goldens.ts';
import { attemptOnce, openStage } from './stage.ts';
import { variants } from './variants.ts';

/** `patch persistentvolumes`. */
type Right = string;

function recording(cluster: Cluster, used: Set<Right>): Cluster {
  const note = (verb: string, kind: string) => used.add(`${verb} ${pluralOf(kind)}`);
  return {
    get: (reference, signal) => {
      note('get', reference.kind);
      return cluster.get(reference, signal);
    },
    list: (options) => {
      note('list', options.kind);
      return cluster.list(options);
    },
    watch: (options) => {
      note('watch', options.kind);
      return cluster.watch(options);
    },
    apply: (manifest, options) => {
      note('create', manifest.kind);
      note('patch', manifest.kind);
      return cluster.apply(manifest, options);
    },
    patch: (reference, patch, options) => {
      note('patch', reference.kind);
      return cluster.patch(reference, patch, options);
    },
    delete: (reference, options) => {
      note('delete', reference.kind);
      return cluster.delete(reference, options);
    },
  };
}

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  return lower.endsWith('s') ? `${lower}es` : `${lower}s`;
}

async function rolesOfAgent(): Promise<readonly Manifest[]> {
  const options = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;
  const { objects } = await build(folderTree(root), 'base/agent', options);
  return objects
    .map(({ manifest }) => manifest)
    .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
}

function rightsOf(roles: readonly Manifest[]): ReadonlySet<Right> {
  const rules = roles.flatMap(({ rules }) => (Array.isArray(rules) ? (rules as JsonObject[]) : []));
  return new Set(
    rules.flatMap(({ verbs, resources }) =>
      (verbs as string[]).flatMap((verb) => (resources as string[]).map((one) => `${verb} ${one}`)),
    ),
  );
}

describe('the rights of base/agent', async () => {
  const roles = await rolesOfAgent();

  it('are enough for every migration', async () => {
    const used = new Set<Right>();
    for (const variant of variants) {
      const stage = await openStage(await variant.old());
      const { discovery } = stage.direct;
      const cluster = recording(stage.direct.cluster, used);
      const options = { cluster, discovery, clock: stage.clock, by: 'test' };
      const { approvesData = false } = variant;
      for (const before of [variant.earlier, variant.before, variant.before]) {
        if (before !== undefined) await attemptOnce(await before(), options);
        await stage.clock.sleep(1_000);
      }
      await attemptOnce(await variant.desired(), { ...options, approvesData });
      stage.close();
    }
    expect(used.size).toBeGreaterThan(25);
    const granted = rightsOf(roles);
    expect([...used].filter((right) => !granted.has(right))).toEqual([]);
  });

  it('let nobody delete a volume', () => {
    const granted = rightsOf(roles);
    const onVolumes = [...granted].filter((right) => right.endsWith(' persistentvolumes'));
    expect(onVolumes.sort()).toEqual([
      'get persistentvolumes',
      'list persistentvolumes',
      'patch persistentvolumes',
    ]);
  });
});
