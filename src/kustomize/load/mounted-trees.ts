import type { FileEntry, FileTree } from '../../model/ports/file-tree.ts';
import type { RemoteBase } from '../../model/ports/remote-bases.ts';
import { isWithin } from './paths.ts';

/**
 * The tree that is built, and trees of other repositories under names that
 * start with `remote:`. No path of one tree leads into another.
 */
export class MountedTrees implements FileTree {
  readonly #own: FileTree;
  readonly #mounts = new Map<string, FileTree>();

  constructor(own: FileTree) {
    this.#own = own;
  }

  /** Adds the files of another repository and gives the path of its root. */
  mount(repository: string, { revision, tree }: RemoteBase): string {
    const root = `remote:${repository.replace(/^https?:\/\//, '')}@${revision.commit}`;
    this.#mounts.set(root, tree);
    return root;
  }

  /** The root of the other repository that a path belongs to; `undefined` for the own tree. */
  mountOf(path: string): string | undefined {
    if (!path.startsWith('remote:')) return undefined;
    return [...this.#mounts.keys()].find((root) => isWithin(path, root));
  }

  async entry(path: string): Promise<FileEntry | undefined> {
    const { tree, inner, outer } = this.#at(path);
    const entry = await tree.entry(inner);
    return entry && { ...entry, path: outer(entry.path) };
  }

  async list(path: string): Promise<readonly FileEntry[]> {
    const { tree, inner, outer } = this.#at(path);
    return (await tree.list(inner)).map((entry) => ({ ...entry, path: outer(entry.path) }));
  }

  read(path: string): Promise<Uint8Array> {
    const { tree, inner } = this.#at(path);
    return tree.read(inner);
  }

  async realpath(path: string): Promise<string> {
    const { tree, inner, outer } = this.#at(path);
    return outer(await tree.realpath(inner));
  }

  #at(path: string): { tree: FileTree; inner: string; outer: (inner: string) => string } {
    const root = this.mountOf(path);
    const tree = root === undefined ? undefined : this.#mounts.get(root);
    if (root === undefined || tree === undefined) {
      return { tree: this.#own, inner: path, outer: (inner) => inner };
    }
    return {
      tree,
      inner: path === root ? '.' : path.slice(root.length + 1),
      outer: (inner) => (inner === '.' ? root : `${root}/${inner}`),
    };
  }
}
