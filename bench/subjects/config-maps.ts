import type { Manifest } from '../../src/model/manifest.ts';
import { type MemoryFile, memoryTree } from '../../src/model/memory-tree.ts';
import type { FileTree } from '../../src/model/ports/file-tree.ts';

/** How many ConfigMaps the target has. */
export const configMapCount = 500;

/** The folder of the tree that is the target. */
export const configMapsPath = 'overlays/settings';

/** One ConfigMap of about half a kilobyte. */
export function configMap(index: number): Manifest {
  const lines = Array.from({ length: 8 }, (_, line) => `setting-${line}: value ${index}-${line}`);
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: { name: `settings-${index}`, labels: { 'app.kubernetes.io/name': 'settings' } },
    data: { owner: `team-${index % 7}`, 'settings.yaml': `${lines.join('\n')}\n` },
  };
}

/** A repository whose one overlay has all of them, a file each. */
export function configMapsTree(): FileTree {
  const files: Record<string, MemoryFile> = {};
  const names: string[] = [];
  for (let index = 0; index < configMapCount; index++) {
    const name = `settings-${index}.yaml`;
    names.push(name);
    // JSON is YAML.
    files[`${configMapsPath}/${name}`] = JSON.stringify(configMap(index), null, 2);
  }
  files[`${configMapsPath}/kustomization.yaml`] = JSON.stringify({ resources: names });
  return memoryTree(files);
}
