import { readFileSync } from 'node:fs';
import { isJsonObject, type JsonObject, type JsonValue } from '../../../src/model/json.ts';
import type { Manifest, Rendered } from '../../../src/model/manifest.ts';
import { objectIdOf, objectKey } from '../../../src/model/object-id.ts';
import { readManifests } from '../../../src/model/yaml/read-manifests.ts';
import type { ClusterFacts } from '../../../src/monitor/facts.ts';

/** The folder of tidb-operator's examples and of what it makes of them. */
export const TESTDATA = new URL('../../testdata/tidbmonitor/', import.meta.url).pathname;

/** The objects of a YAML text, with positions. Throws where the text is broken. */
export function objectsIn(text: string, file = 'monitor.yaml'): readonly Rendered[] {
  const { manifests, problems } = readManifests(text, file);
  if (problems.length > 0) throw new Error(JSON.stringify(problems));
  return manifests;
}

export function objectsInFile(path: string): readonly Rendered[] {
  return objectsIn(readFileSync(`${TESTDATA}${path}`, 'utf8'), path);
}

/** An object that was written nowhere. */
export function renderedFrom(manifest: Manifest): Rendered {
  return { manifest, provenance: { object: undefined, field: () => undefined } };
}

/** A cluster that has these objects and nothing else. */
export function clusterWith(...manifests: readonly Manifest[]): ClusterFacts {
  const objects = new Map(
    manifests.map((manifest) => [objectKey(objectIdOf(manifest)), manifest] as const),
  );
  return { objects, complete: true, kinds: new Set(), operated: new Map() };
}

/** The one object of a kind and name. Throws where there is none. */
export function find(objects: readonly Rendered[], kind: string, name: string): Manifest {
  const found = objects.find(
    ({ manifest }) => manifest.kind === kind && manifest.metadata.name === name,
  );
  if (found === undefined) throw new Error(`no ${kind} ${name}`);
  return found.manifest;
}

/** An item of a list by its `name`. Throws where there is none. */
export function named(list: JsonValue | undefined, name: string): JsonObject {
  const items: readonly JsonValue[] = Array.isArray(list) ? list : [];
  const found = items.filter(isJsonObject).find((item) => item.name === name);
  if (found === undefined) throw new Error(`no item ${name}`);
  return found;
}
