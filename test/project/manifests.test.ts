import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { build } from '../../src/kustomize/build.ts';
import { isJsonObject, type JsonObject } from '../../src/model/json.ts';
import { type Manifest, valueAt } from '../../src/model/manifest.ts';
import { expand } from '../../src/monitor/expand.ts';
import { NO_CLUSTER } from '../../src/monitor/facts.ts';
import { folderTree } from '../../src/source/folder-tree.ts';
import { builtFolders, goldenFile, root, withoutDefinitions } from './manifest-goldens.ts';

const options = { order: 'legacy', loadRestrictor: 'rootOnly' } as const;

async function manifestsOf(folder: string): Promise<readonly Manifest[]> {
  const { objects } = await build(folderTree(root), folder, options);
  return objects.map(({ manifest }) => manifest);
}

describe('every folder that users build', () => {
  it.each(builtFolders)('is built as kustomize builds it: %s', async (folder) => {
    const { yaml } = await build(folderTree(root), folder, options);
    expect(withoutDefinitions(yaml())).toBe(await readFile(goldenFile(folder), 'utf8'));
  });
});

/** The rules of a role, one for each group and resource. */
interface Right {
  readonly group: string;
  readonly resource: string;
  readonly verbs: readonly string[];
}

function rightsOf(role: Manifest): Right[] {
  return objectsAt(role, 'rules').flatMap((rule) =>
    textsAt(rule, 'apiGroups').flatMap((group) =>
      textsAt(rule, 'resources').map((resource) => ({
        group,
        resource,
        verbs: textsAt(rule, 'verbs'),
      })),
    ),
  );
}

function objectsAt(object: JsonObject, key: string): JsonObject[] {
  const value = object[key];
  return Array.isArray(value) ? value.filter(isJsonObject) : [];
}

function textsAt(object: JsonObject, key: string): string[] {
  const value = object[key];
  return Array.isArray(value) ? value.map(String) : [];
}

/** What a role allows that another one does not. */
function beyond(role: Manifest, limits: readonly Manifest[]): Right[] {
  const allowed = limits.flatMap(rightsOf);
  return rightsOf(role)
    .map((right) => ({
      ...right,
      verbs: right.verbs.filter(
        (verb) =>
          !allowed.some(
            ({ group, resource, verbs }) =>
              group === right.group && resource === right.resource && verbs.includes(verb),
          ),
      ),
    }))
    .filter(({ verbs }) => verbs.length > 0);
}

describe("the agent's rights", async () => {
  const manifests = await manifestsOf('base/agent');
  const roleNamed = (name: string) => {
    const role = manifests.find(
      ({ kind, metadata }) => kind.endsWith('Role') && metadata.name === name,
    );
    if (role === undefined) throw new Error(`no role ${name}`);
    return role;
  };
  const roles = manifests.filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');

  it('name every group, resource and verb, and grant no way to more', () => {
    const rights = roles.flatMap(rightsOf);
    expect(rights.length).toBeGreaterThan(20);
    const words = rights.flatMap(({ group, resource, verbs }) => [group, resource, ...verbs]);
    for (const word of ['*', 'escalate', 'bind', 'impersonate', 'pods/exec']) {
      expect(words).not.toContain(word);
    }
  });

  it('cover what monitors are granted, since nobody may grant what he does not have', async () => {
    const { objects } = await build(folderTree(root), 'overlays/production', options);
    const namespaced = objects.map((object) => {
      const isMonitor = object.manifest.kind === 'TidbMonitor';
      if (!isMonitor || !isJsonObject(object.manifest.spec)) return object;
      const spec = { ...object.manifest.spec, clusterScoped: false };
      return { ...object, manifest: { ...object.manifest, spec } };
    });
    const granted = [
      ...expand(objects, NO_CLUSTER).objects,
      ...expand(namespaced, NO_CLUSTER).objects,
    ]
      .map(({ manifest }) => manifest)
      .filter(({ kind }) => kind === 'Role' || kind === 'ClusterRole');
    expect(granted.map(({ kind }) => kind)).toEqual(['ClusterRole', 'Role', 'Role']);
    for (const role of granted) {
      const limit =
        role.kind === 'ClusterRole' ? 'tidewatch-cluster-monitors' : 'tidewatch-scraper';
      expect(beyond(role, [roleNamed(limit)])).toEqual([]);
      expect(beyond(role, [roleNamed('tidewatch-deployer-monitors')])).toEqual([]);
    }
  });

  it.each([
    ['what it says', {}],
    [
      'ServiceMonitors and all that keeps others out',
      { prometheusOperator: { kind: 'ServiceMonitor' }, networkPolicy: {} },
    ],
    ['PodMonitors', { prometheusOperator: {} }],
  ])('cover every kind that the example needs, with %s', async (_what, more) => {
    const { objects: built } = await build(folderTree(root), 'overlays/production', options);
    const objects = built.map((object) => {
      const { manifest } = object;
      if (manifest.kind !== 'TidbMonitor' || !isJsonObject(manifest.spec)) return object;
      return { ...object, manifest: { ...manifest, spec: { ...manifest.spec, ...more } } };
    });
    const kinds = new Set(expand(objects, NO_CLUSTER).objects.map(({ manifest }) => manifest.kind));
    const writable = new Set(
      roles
        .flatMap(rightsOf)
        .flatMap(({ resource, verbs }) =>
          verbs.includes('create') && verbs.includes('patch') ? [resource] : [],
        ),
    );
    // `create` on definitions cannot be limited to a name, `patch` is: two rules.
    writable.add('customresourcedefinitions');
    const missing = [...kinds].filter((kind) => !writable.has(pluralOf(kind)));
    expect(missing).toEqual([]);
  });
});

function pluralOf(kind: string): string {
  const lower = kind.toLowerCase();
  if (lower.endsWith('y')) return `${lower.slice(0, -1)}ies`;
  return lower.endsWith('s') ? `${lower}es` : `${lower}s`;
}

describe("the agent's pod", async () => {
  const manifests = await manifestsOf('base/agent');
  const deployment = manifests.find(({ kind }) => kind === 'Deployment');
  const pod = valueAt(deployment, ['spec', 'template', 'spec']);
  const container = valueAt(pod, ['containers', 0]);

  it('meets the restricted Pod Security Standard, with a root file system that is read-only', () => {
    expect(valueAt(pod, ['securityContext'])).toMatchObject({
      runAsNonRoot: true,
      seccompProfile: { type: 'RuntimeDefault' },
    });
    expect(valueAt(container, ['securityContext'])).toEqual({
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
      readOnlyRootFilesystem: true,
    });
  });

  it('is the only one, so that no two agents work at once', () => {
    expect(valueAt(deployment, ['spec', 'replicas'])).toBe(1);
    expect(valueAt(deployment, ['spec', 'strategy', 'type'])).toBe('Recreate');
  });

  it('is selected by its NetworkPolicy and its PodDisruptionBudget', () => {
    const labels = valueAt(deployment, ['spec', 'template', 'metadata', 'labels']);
    const policy = manifests.find(({ kind }) => kind === 'NetworkPolicy');
    const budget = manifests.find(({ kind }) => kind === 'PodDisruptionBudget');
    for (const selector of [
      valueAt(policy, ['spec', 'podSelector', 'matchLabels']),
      valueAt(budget, ['spec', 'selector', 'matchLabels']),
      valueAt(deployment, ['spec', 'selector', 'matchLabels']),
    ]) {
      expect(labels).toMatchObject(isJsonObject(selector) ? { ...selector } : { missing: true });
    }
  });

  it('runs under the ServiceAccount that every binding names', () => {
    const account = valueAt(pod, ['serviceAccountName']);
    const bindings = manifests.filter(({ kind }) => kind.endsWith('RoleBinding'));
    expect(bindings.length).toBeGreaterThan(3);
    for (const binding of bindings) {
      expect(binding.subjects).toEqual([
        { kind: 'ServiceAccount', name: account, namespace: 'tidewatch-system' },
      ]);
    }
  });
});
