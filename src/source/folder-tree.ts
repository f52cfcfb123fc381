import type { Stats } from 'node:fs';
import { lstat, readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { dirname, join, parse, relative, sep } from 'node:path';
import { notADirectory, notFound, unreadable } from '../model/file-tree-problems.ts';
import type { FileKind, FileTree } from '../model/ports/file-tree.ts';
import {
  DEFAULT_TREE_LIMITS,
  type TreeLimits,
  type TreeNode,
  walkedTree,
} from '../model/walked-tree.ts';

interface FolderNode extends TreeNode {
  readonly absolute: string;
}

/** A folder, and the tree that it is in. */
export interface OpenedFolder {
  readonly tree: FileTree;
  /** The absolute path of the tree's root. */
  readonly root: string;
  /** The folder, relative to the root; `.` is the root. */
  readonly path: string;
}

/**
 * The tree around a folder on disk, read in place. Its root is the top of the
 * Git work tree that the folder is in, so that `../../base` is inside, and so
 * that what builds here builds from a commit too. Outside of any work tree the
 * root is that of the file system. Throws `FileTreeError` where there is no such
 * folder.
 */
export async function openFolder(folder: string, limits?: TreeLimits): Promise<OpenedFolder> {
  const absolute = await realpath(folder).catch((error: unknown) => {
    orMissing(error);
    throw notFound(folder);
  });
  if (!(await stat(absolute)).isDirectory()) throw notADirectory(folder);
  const root = await findWorkTree(absolute);
  const path = relative(root, absolute).split(sep).join('/') || '.';
  return { tree: folderTree(root, limits), root, path };
}

/**
 * The files of a folder on disk. It shows what a commit of it would hold: `.git`
 * is left out, and in a Git work tree a folder with a `.git` of its own is a
 * submodule. What is neither file, folder nor link is left out.
 */
export function folderTree(root: string, limits: TreeLimits = DEFAULT_TREE_LIMITS): FileTree {
  const isFileSystem = parse(root).root === root;
  const toNode = async (absolute: string): Promise<FolderNode | undefined> => {
    const stats = await lstat(absolute).catch(orMissing);
    const kind = stats && kindOf(stats);
    if (kind === undefined) return undefined;
    const nested = kind === 'directory' && !isFileSystem && absolute !== root;
    const isSubmodule = nested && (await exists(join(absolute, '.git')));
    return { kind: isSubmodule ? 'submodule' : kind, id: undefined, absolute };
  };
  return walkedTree<FolderNode>(
    {
      root: { kind: 'directory', id: undefined, absolute: root },
      absoluteLinks: isFileSystem,
      child: async (directory, name) =>
        name === '.git' || name.includes('\0') ? undefined : toNode(join(directory.absolute, name)),
      async children(directory) {
        const children = new Map<string, FolderNode>();
        for (const name of await readdir(directory.absolute).catch(cannotRead(directory))) {
          const node = name === '.git' ? undefined : await toNode(join(directory.absolute, name));
          if (node !== undefined) children.set(name, node);
        }
        return children;
      },
      linkTarget: (link) => readlink(link.absolute).catch(cannotRead(link)),
      async bytes(file, limit) {
        const { size } = await lstat(file.absolute).catch(cannotRead(file));
        return size > limit ? size : readFile(file.absolute).catch(cannotRead(file));
      },
    },
    limits,
  );
}

/** The nearest folder, from here up, with `.git` in it; the file system's root when none has. */
async function findWorkTree(folder: string): Promise<string> {
  if (await exists(join(folder, '.git'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : findWorkTree(parent);
}

async function exists(path: string): Promise<boolean> {
  return (await lstat(path).catch(orMissing)) !== undefined;
}

function orMissing(error: unknown): undefined {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
  const path = error instanceof Error && 'path' in error ? String(error.path) : 'folder';
  throw unreadable(path, error);
}

function cannotRead(node: FolderNode): (error: unknown) => never {
  return (error) => {
    throw unreadable(node.absolute, error);
  };
}

function kindOf(stats: Stats): FileKind | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : undefined;
}
