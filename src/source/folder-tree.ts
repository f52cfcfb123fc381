import {
  lstatSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  realpathSync,
  type Stats,
  statSync,
} from 'node:fs';
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
  const absolute = orMissing(() => realpathSync.native(folder));
  if (absolute === undefined) throw notFound(folder);
  if (!statSync(absolute).isDirectory()) throw notADirectory(folder);
  const root = findWorkTree(absolute);
  const path = relative(root, absolute).split(sep).join('/') || '.';
  return { tree: folderTree(root, limits), root, path };
}

/**
 * The files of a folder on disk, read while nothing else happens: to wait for
 * each of many small files takes longer than to read them. It shows what a commit of it would hold: `.git`
 * is left out, and in a Git work tree a folder with a `.git` of its own is a
 * submodule. What is neither file, folder nor link is left out.
 */
export function folderTree(root: string, limits: TreeLimits = DEFAULT_TREE_LIMITS): FileTree {
  const isFileSystem = parse(root).root === root;
  const toNode = (absolute: string): FolderNode | undefined => {
    const stats = statsOf(absolute);
    const kind = stats && kindOf(stats);
    if (kind === undefined) return undefined;
    const nested = kind === 'directory' && !isFileSystem && absolute !== root;
    const isSubmodule = nested && statsOf(join(absolute, '.git')) !== undefined;
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
        for (const name of attempt(directory, (path) => readdirSync(path))) {
          const node = name === '.git' ? undefined : toNode(join(directory.absolute, name));
          if (node !== undefined) children.set(name, node);
        }
        return children;
      },
      linkTarget: async (link) => attempt(link, (path) => readlinkSync(path)),
      async bytes(file, limit) {
        const { size } = attempt(file, (path) => lstatSync(path));
        return size > limit ? size : attempt(file, (path) => readFileSync(path));
      },
    },
    limits,
  );
}

/** The nearest folder, from here up, with `.git` in it; the file system's root when none has. */
function findWorkTree(folder: string): string {
  if (statsOf(join(folder, '.git')) !== undefined) return folder;
  const parent = dirname(folder);
  return parent === folder ? folder : findWorkTree(parent);
}

function statsOf(path: string): Stats | undefined {
  return orMissing(() => lstatSync(path, { throwIfNoEntry: false }));
}

/** What a call to the file system gives; `undefined` where it finds nothing. */
function orMissing<T>(call: () => T): T | undefined {
  try {
    return call();
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR' || code === 'ENAMETOOLONG') return undefined;
    const path = error instanceof Error && 'path' in error ? String(error.path) : 'folder';
    throw unreadable(path, error);
  }
}

function attempt<T>({ absolute }: FolderNode, call: (path: string) => T): T {
  try {
    return call(absolute);
  } catch (error) {
    throw unreadable(absolute, error);
  }
}

function kindOf(stats: Stats): FileKind | undefined {
  if (stats.isFile()) return 'file';
  if (stats.isDirectory()) return 'directory';
  return stats.isSymbolicLink() ? 'symlink' : undefined;
}
