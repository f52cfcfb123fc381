import type { FileTree } from '../model/ports/file-tree.ts';
import { type TreeLimits, walkedTree } from '../model/walked-tree.ts';
import type { GitEntry, GitObjects } from './git-objects.ts';

/** The files of a Git tree, read straight from objects. */
export function gitTree(objects: GitObjects, treeId: string, limits: TreeLimits): FileTree {
  const root: GitEntry = { kind: 'directory', id: treeId };
  return walkedTree<GitEntry>(
    {
      root,
      absoluteLinks: false,
      child: async (directory, name) => (await objects.tree(directory.id)).get(name),
      children: (directory) => objects.tree(directory.id),
      linkTarget: async (link) => Buffer.from(await objects.blob(link.id)).toString(),
      bytes: (file) => objects.blob(file.id),
    },
    limits,
  );
}
