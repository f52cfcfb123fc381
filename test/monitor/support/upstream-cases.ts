import { existsSync, readdirSync } from 'node:fs';
import type { Manifest, Rendered } from '../../../src/model/manifest.ts';
import { isTidbMonitor } from '../../../src/monitor/references.ts';
import { objectsInFile, TESTDATA } from './read-objects.ts';

/** The names of tidb-operator's examples whose outcome is recorded. */
export const UPSTREAM_CASES: readonly string[] = readdirSync(`${TESTDATA}expected`).sort();

/** An example: the TidbMonitor, and the clusters, Secrets and ConfigMaps beside it. */
export function upstreamInput(name: string): {
  readonly manifests: readonly Rendered[];
  readonly monitors: readonly Rendered[];
} {
  const files = ['clusters.yaml', 'secrets-configmaps.yaml', 'tidbmonitor.yaml'];
  const objects = files
    .map((file) => `expected/${name}/${file}`)
    .filter((path) => existsSync(`${TESTDATA}${path}`))
    .flatMap(objectsInFile);
  return {
    manifests: objects.filter(({ manifest }) => !isTidbMonitor(manifest)),
    monitors: objects.filter(({ manifest }) => isTidbMonitor(manifest)),
  };
}

/** What tidb-operator makes of an example. */
export function upstreamOutput(name: string): readonly Manifest[] {
  return objectsInFile(`expected/${name}/expected.yaml`).map(({ manifest }) => manifest);
}
