import { isJsonObject } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';
import { splitApiVersion } from '../model/object-id.ts';
import type { Discovery } from '../model/ports/cluster.ts';

export type KindScope = 'Namespaced' | 'Cluster';

/** Whether an object's kind is namespaced; `undefined` where nobody defines it. */
export type ScopeLookup = (manifest: Manifest) => KindScope | undefined;

/** Looks the kinds of all objects up: among the definitions in the set, then on the cluster. */
export async function scopesOf(
  manifests: readonly Manifest[],
  discovery: Discovery,
): Promise<ScopeLookup> {
  const scopes = scopesInSet(manifests);
  const unknown = manifests.filter((manifest) => !scopes.has(keyOf(manifest)));
  await lookUp(unknown, scopes, discovery);
  if (unknown.some((manifest) => !scopes.has(keyOf(manifest)))) {
    // Somebody may have defined the kind since the cluster was asked.
    discovery.refresh();
    await lookUp(unknown, scopes, discovery);
  }
  return (manifest) => scopes.get(keyOf(manifest));
}

function keyOf({ apiVersion, kind }: Manifest): string {
  return `${apiVersion} ${kind}`;
}

async function lookUp(
  manifests: readonly Manifest[],
  scopes: Map<string, KindScope>,
  discovery: Discovery,
): Promise<void> {
  for (const manifest of manifests) {
    if (scopes.has(keyOf(manifest))) continue;
    const { group, version } = splitApiVersion(manifest.apiVersion);
    const resource = await discovery.find(group, manifest.kind, version);
    if (resource === undefined) continue;
    scopes.set(keyOf(manifest), resource.namespaced ? 'Namespaced' : 'Cluster');
  }
}

/** Definitions in the set come first: they are what the cluster will serve. */
function scopesInSet(manifests: readonly Manifest[]): Map<string, KindScope> {
  const scopes = new Map<string, KindScope>();
  for (const manifest of manifests) {
    if (manifest.kind !== 'CustomResourceDefinition') continue;
    const group = String(valueAt(manifest, ['spec', 'group']));
    const kind = String(valueAt(manifest, ['spec', 'names', 'kind']));
    const scope = valueAt(manifest, ['spec', 'scope']) === 'Cluster' ? 'Cluster' : 'Namespaced';
    const versions = valueAt(manifest, ['spec', 'versions']);
    for (const version of Array.isArray(versions) ? versions : []) {
      if (!isJsonObject(version) || version.served === false) continue;
      scopes.set(`${group}/${String(version.name)} ${kind}`, scope);
    }
  }
  return scopes;
}
