import { createHash } from 'node:crypto';
import type { FileTree } from './ports/file-tree.ts';
import {
  DEFAULT_TREE_LIMITS,
  type TreeLimits,
  type TreeNode,
  type TreeNodes,
  walkedTree,
} from './walked-tree.ts';

/** A text, bytes, a symbolic link (its target as written), or a submodule (its commit). */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly symlink: string }
  | { readonly submodule: string };

interface MemoryNode extends TreeNode {
  readonly content: Uint8Array;
  readonly children: Map<string, MemoryNode>;
}

/**
 * A `FileTree` of what is given: paths relative to the root, `/`-separated, to
 * contents. Folders are where the paths say. Throws `TypeError` for a path that
 * cannot be in a tree.
 */
export function memoryTree(
  files: Readonly<Record<string, MemoryFile>>,
  limits: TreeLimits = DEFAULT_TREE_LIMITS,
): FileTree {
  const root = directory();
  for (const [path, file] of Object.entries(files)) place(root, path, toNode(file));
  const nodes: TreeNodes<MemoryNode> = {
    root,
    absoluteLinks: false,
    child: async (parent, name) => parent.children.get(name),
    children: async (parent) => parent.children,
    linkTarget: async (link) => Buffer.from(link.content).toString(),
    bytes: async (file) => file.content,
  };
  return walkedTree(nodes, limits);
}

function toNode(file: MemoryFile): MemoryNode {
  if (typeof file === 'string') return leaf('file', Buffer.from(file));
  if (file instanceof Uint8Array) return leaf('file', file);
  if ('symlink' in file) return leaf('symlink', Buffer.from(file.symlink));
  return leaf('submodule', Buffer.from(file.submodule));
}

function leaf(kind: 'file' | 'symlink' | 'submodule', content: Uint8Array): MemoryNode {
  return { kind, content, children: new Map(), id: digest(kind, content) };
}

function directory(): MemoryNode {
  const children = new Map<string, MemoryNode>();
  // Asked for only when the tree is whole, and then often.
  let id: string | undefined;
  return {
    kind: 'directory',
    content: new Uint8Array(),
    children,
    get id() {
      if (id !== undefined) return id;
      const lines = [...children].sort(([a], [b]) => (a < b ? -1 : 1));
      id = digest('directory', lines.map(([name, child]) => `${child.id} ${name}\n`).join(''));
      return id;
    },
  };
}

function place(root: MemoryNode, path: string, node: MemoryNode): void {
  const names = path.split('/');
  const last = names.pop() ?? '';
  let parent = root;
  for (const name of names) {
    const next = parent.children.get(name) ?? directory();
    if (next.kind !== 'directory') throw new TypeError(`${path}: ${name} is a file already`);
    parent.children.set(name, next);
    parent = next;
  }
  if ([...names, last].some((name) => name === '' || name === '.' || name === '..')) {
    throw new TypeError(`${path}: not a path relative to the root`);
  }
  if (parent.children.has(last)) throw new TypeError(`${path}: is a folder already`);
  parent.children.set(last, node);
}

function digest(kind: string, content: string | Uint8Array): string {
  return createHash('sha1').update(`${kind}\n`).update(content).digest('hex');
}
