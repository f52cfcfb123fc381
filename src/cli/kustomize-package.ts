import { type BuildResult, build as buildFolder } from '../kustomize/build.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { RemoteBases } from '../model/ports/remote-bases.ts';
import type { BuildOptions } from '../model/target.ts';

// The entry of the package `tidewatch/kustomize`; `types/kustomize.d.ts` declares it.

export { formatProblem, InvalidInputError } from '../model/errors.ts';
export { memoryTree } from '../model/memory-tree.ts';
export { FileTreeError } from '../model/ports/file-tree-errors.ts';
export { openFolder } from '../source/folder-tree.ts';

/**
 * Builds the kustomization in a folder of the tree, as `kustomize build` does
 * unless the options say otherwise. Throws `InvalidInputError` with every
 * problem that was found.
 */
export function build(
  tree: FileTree,
  path: string,
  options: Partial<BuildOptions> = {},
  remoteBases?: RemoteBases,
): Promise<BuildResult> {
  const all = { order: 'legacy', loadRestrictor: 'rootOnly', ...options } as const;
  return buildFolder(tree, path, all, { remoteBases });
}
