import type { FileEntry, FileTree } from '../model/ports/file-tree.ts';

/**
 * The tree as if a folder held a kustomization file that lists `files`: how
 * Flux and Argo CD build a folder of plain manifests.
 */
export function withGeneratedKustomization(
  tree: FileTree,
  folder: string,
  files: readonly string[],
): FileTree {
  const path = folder === '.' ? 'kustomization.yaml' : `${folder}/kustomization.yaml`;
  const entry: FileEntry = { path, kind: 'file', id: undefined };
  const content = new TextEncoder().encode(
    JSON.stringify({
      apiVersion: 'kustomize.config.k8s.io/v1beta1',
      kind: 'Kustomization',
      resources: files,
    }),
  );
  return {
    entry: async (asked) => (asked === path ? entry : tree.entry(asked)),
    async list(asked) {
      const entries = await tree.list(asked);
      return asked === folder ? [...entries, entry].sort(byPath) : entries;
    },
    read: async (asked) => (asked === path ? content : tree.read(asked)),
    async realpath(asked) {
      if (asked === path) return path;
      return tree.realpath(asked);
    },
  };
}

function byPath(a: FileEntry, b: FileEntry): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0;
}
