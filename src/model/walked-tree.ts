import { posix } from 'node:path';
import {
  lfsPointer,
  linkLoop,
  linkOutside,
  notADirectory,
  notAFile,
  notFound,
  outside,
  submodule,
  tooDeep,
  tooLarge,
} from './file-tree-problems.ts';
import type { FileEntry, FileKind, FileTree } from './ports/file-tree.ts';

/** A file, directory, link or submodule of some storage. */
export interface TreeNode {
  readonly kind: FileKind;
  /** Equal for equal content; `undefined` where the storage does not know cheaply. */
  readonly id: string | undefined;
}

/** What a storage must tell so that `walkedTree` can make a `FileTree` of it. */
export interface TreeNodes<Node extends TreeNode> {
  readonly root: Node;
  child(directory: Node, name: string): Promise<Node | undefined>;
  children(directory: Node): Promise<ReadonlyMap<string, Node>>;
  /** Where a symbolic link points, as it is written. */
  linkTarget(link: Node): Promise<string>;
  /** A file's bytes, or only its size in bytes where that is over `limit`. */
  bytes(file: Node, limit: number): Promise<Uint8Array | number>;
  /** Whether `/` is the root of this tree, so that an absolute link can stay inside. */
  readonly absoluteLinks: boolean;
}

export interface TreeLimits {
  /** Bytes of one file. */
  readonly fileSize: number;
  /** Names in one path, those of links counted where they lead. */
  readonly pathDepth: number;
}

export const DEFAULT_TREE_LIMITS: TreeLimits = { fileSize: 10 * 1024 * 1024, pathDepth: 64 };

/** Links that one path may go through; Linux allows as many. */
const MAX_LINKS = 40;

const LFS_POINTER = Buffer.from('version https://git-lfs.github.com/spec/v1\n');

/** Where a walk stands: the nodes from the root to here, and their names. */
interface Place<Node> {
  readonly names: readonly string[];
  readonly nodes: readonly Node[];
}

/** One name of a path, and the symbolic link that it was written in. */
interface Step {
  readonly name: string;
  readonly link: { readonly at: string; readonly target: string } | undefined;
}

interface Walk<Node> {
  /** What was asked for, for messages. */
  readonly asked: string;
  /** What is still to go, the next one first. */
  readonly rest: readonly Step[];
  readonly place: Place<Node>;
  readonly links: number;
}

/**
 * A `FileTree` over any storage of nodes. One walk serves every kind of tree,
 * so that paths, links and limits mean the same in a commit, in a folder and in
 * memory. Paths are walked as POSIX does: `..` after a link leaves the folder
 * that the link leads to. Safe against links that lead out of the tree.
 */
export function walkedTree<Node extends TreeNode>(
  nodes: TreeNodes<Node>,
  limits: TreeLimits = DEFAULT_TREE_LIMITS,
): FileTree {
  const find = (path: string, followLast: boolean) => walk(nodes, limits, path, followLast);
  const get = async (path: string) => {
    const place = await find(path, true);
    if (place === undefined) throw notFound(path);
    return place;
  };
  return {
    async entry(path) {
      const place = await find(path, false);
      return place && toEntry(normalize(path), here(nodes, place));
    },
    async list(path) {
      const node = here(nodes, await get(path));
      if (node.kind === 'submodule') throw submodule(path);
      if (node.kind !== 'directory') throw notADirectory(path);
      const base = normalize(path);
      const children = [...(await nodes.children(node))];
      return children
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([name, child]) => toEntry(posix.join(base, name), child));
    },
    async read(path) {
      const node = here(nodes, await get(path));
      if (node.kind === 'submodule') throw submodule(path);
      if (node.kind === 'directory') throw notAFile(path);
      const bytes = await nodes.bytes(node, limits.fileSize);
      const size = typeof bytes === 'number' ? bytes : bytes.length;
      if (typeof bytes === 'number' || size > limits.fileSize) {
        throw tooLarge(path, size, limits.fileSize);
      }
      if (isLfsPointer(bytes)) throw lfsPointer(path);
      return bytes;
    },
    async realpath(path) {
      return posix.join('.', ...(await get(path)).names);
    },
  };
}

async function walk<Node extends TreeNode>(
  nodes: TreeNodes<Node>,
  limits: TreeLimits,
  path: string,
  followLast: boolean,
): Promise<Place<Node> | undefined> {
  if (path.startsWith('/')) throw outside(path);
  let state: Walk<Node> = {
    asked: path,
    rest: toNames(path).map((name) => ({ name, link: undefined })),
    place: { names: [], nodes: [] },
    links: 0,
  };
  while (state.rest.length > 0) {
    const next = await step(nodes, state, followLast);
    if (next === undefined) return undefined;
    if (next.place.names.length + next.rest.length > limits.pathDepth) {
      throw tooDeep(path, limits.pathDepth);
    }
    state = next;
  }
  return state.place;
}

async function step<Node extends TreeNode>(
  nodes: TreeNodes<Node>,
  state: Walk<Node>,
  followLast: boolean,
): Promise<Walk<Node> | undefined> {
  const [next, ...rest] = state.rest;
  const { place, asked } = state;
  if (next === undefined) return state;
  const { name, link } = next;
  const directory = here(nodes, place);
  if (directory.kind === 'submodule') throw submodule(asked);
  if (directory.kind !== 'directory') return undefined;
  if (name === '..') {
    if (place.names.length > 0) return { ...state, rest, place: parent(place) };
    throw link === undefined ? outside(asked) : linkOutside(asked, link.at, link.target);
  }
  const node = await nodes.child(directory, name);
  if (node === undefined) return undefined;
  if (node.kind === 'symlink' && (followLast || rest.length > 0)) {
    return follow(nodes, { ...state, rest }, name, node);
  }
  return {
    ...state,
    rest,
    place: { names: [...place.names, name], nodes: [...place.nodes, node] },
  };
}

async function follow<Node extends TreeNode>(
  nodes: TreeNodes<Node>,
  state: Walk<Node>,
  name: string,
  link: Node,
): Promise<Walk<Node>> {
  const target = await nodes.linkTarget(link);
  const at = posix.join(...state.place.names, name);
  if (state.links >= MAX_LINKS) throw linkLoop(state.asked, at, MAX_LINKS);
  const absolute = target.startsWith('/');
  if (absolute && !nodes.absoluteLinks) throw linkOutside(state.asked, at, target);
  const place: Place<Node> = absolute ? { names: [], nodes: [] } : state.place;
  const steps = toNames(target).map((step) => ({ name: step, link: { at, target } }));
  return { ...state, place, rest: [...steps, ...state.rest], links: state.links + 1 };
}

function here<Node extends TreeNode>(nodes: TreeNodes<Node>, place: Place<Node>): Node {
  return place.nodes.at(-1) ?? nodes.root;
}

function parent<Node>(place: Place<Node>): Place<Node> {
  return { names: place.names.slice(0, -1), nodes: place.nodes.slice(0, -1) };
}

function toNames(path: string): string[] {
  return path.split('/').filter((name) => name !== '' && name !== '.');
}

function normalize(path: string): string {
  return posix.join(path, '.').replace(/(?<=.)\/$/, '');
}

function toEntry(path: string, node: TreeNode): FileEntry {
  return { path, kind: node.kind, id: node.id };
}

function isLfsPointer(bytes: Uint8Array): boolean {
  return bytes.length < 1024 && LFS_POINTER.equals(bytes.subarray(0, LFS_POINTER.length));
}
