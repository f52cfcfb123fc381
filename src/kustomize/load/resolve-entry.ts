import type { Problem } from '../../model/errors.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';
import { yamlProblem } from '../../model/yaml/problem.ts';
import type { Text } from '../decode/decoder.ts';
import type { LoadedFile } from './loaded.ts';
import { isAbsolute, isOutsideTree, isWithin, joinPath, looksRemote } from './paths.ts';
import type { RemoteFolders } from './remote-folders.ts';
import type { TargetInputs } from './target-inputs.ts';
import { type TreeReader, unreadable } from './tree-reader.ts';

/** What an entry of a kustomization leads to. */
export type Resolved =
  | { readonly kind: 'file'; readonly file: LoadedFile }
  | { readonly kind: 'folder'; readonly root: string }
  | { readonly kind: 'problem'; readonly problem: Problem };

/** Finds what paths of kustomizations mean, and keeps them where they may lead. */
export class EntryResolver {
  readonly #reader: TreeReader;
  readonly #remotes: RemoteFolders;
  readonly #rootOnly: boolean;
  readonly #inputs: TargetInputs;

  constructor(reader: TreeReader, remotes: RemoteFolders, rootOnly: boolean, inputs: TargetInputs) {
    this.#reader = reader;
    this.#remotes = remotes;
    this.#rootOnly = rootOnly;
    this.#inputs = inputs;
  }

  /** A file, or the folder of another kustomization, of the kustomization in `root`. */
  async resolve(root: string, entry: Text): Promise<Resolved> {
    const resolved = await this.#resolve(root, entry);
    if (resolved.kind === 'file') this.#inputs.addFile(root, entry.text, resolved.file);
    if (resolved.kind === 'folder') this.#inputs.addTarget(root, entry.text, resolved.root);
    return resolved;
  }

  async #resolve(root: string, entry: Text): Promise<Resolved> {
    const path = joinPath(root, entry.text);
    try {
      if (entry.text === '') throw new FileTreeError('FILE_NOT_FOUND', path);
      if (looksRemote(entry.text)) return await this.#remoteOrFile(path, root, entry);
      if (isAbsolute(entry.text) || this.#isOutside(path, root)) {
        throw new FileTreeError('PATH_OUTSIDE_TREE', path);
      }
      return await this.#find(path, root, entry);
    } catch (thrown) {
      return { kind: 'problem', problem: toProblem(thrown, entry) };
    }
  }

  /** A file of the kustomization in `root`. */
  async file(root: string, entry: Text): Promise<LoadedFile | Problem> {
    const resolved = await this.resolve(root, entry);
    if (resolved.kind === 'file') return resolved.file;
    if (resolved.kind === 'problem') return resolved.problem;
    return toProblem(new FileTreeError('NOT_A_FILE', resolved.root), entry);
  }

  /** The folder of another kustomization. */
  async folder(root: string, entry: Text): Promise<string | Problem> {
    const resolved = await this.resolve(root, entry);
    if (resolved.kind === 'folder') return resolved.root;
    if (resolved.kind === 'problem') return resolved.problem;
    return toProblem(new FileTreeError('NOT_A_DIRECTORY', resolved.file.path), entry);
  }

  async #find(path: string, root: string, entry: Text): Promise<Resolved> {
    const found = await this.#reader.find(path);
    if (found === undefined) return { kind: 'problem', problem: missing(entry) };
    // A file right in the folder, which is a real path already, is no link's work.
    if (found.kind === 'file' && found.path === joinPath(root, entry.text) && isName(entry.text)) {
      return { kind: 'file', file: await this.#reader.read(found) };
    }
    const real = await this.#reader.realpath(path);
    if (found.kind === 'directory') return { kind: 'folder', root: real };
    if (this.#rootOnly && !isWithin(real, root)) {
      return { kind: 'problem', problem: outsideRoot(entry, root) };
    }
    return { kind: 'file', file: await this.#reader.read({ path: real, id: found.id }) };
  }

  /** A path of the tree may look like a URL; only what is not there is taken for one. */
  async #remoteOrFile(path: string, root: string, entry: Text): Promise<Resolved> {
    try {
      const resolved = this.#isOutside(path, root)
        ? undefined
        : await this.#find(path, root, entry);
      if (resolved !== undefined && resolved.kind !== 'problem') return resolved;
    } catch (thrown) {
      if (!(thrown instanceof FileTreeError)) throw thrown;
    }
    const folder = await this.#remotes.open(entry);
    return typeof folder === 'string'
      ? await this.#find(folder, root, entry)
      : { kind: 'problem', problem: folder };
  }

  /** Neither a link nor a path leads from the tree of one repository to another. */
  #isOutside(path: string, root: string): boolean {
    return isOutsideTree(path) || !this.#remotes.areInOneTree(path, root);
  }
}

function missing(entry: Text): Problem {
  const what = `"${entry.text}" does not exist`;
  return yamlProblem(
    entry.node.origin,
    'FILE_NOT_FOUND',
    what,
    'correct the path, or add the file',
  );
}

function outsideRoot(entry: Text, root: string): Problem {
  const what = `the file "${entry.text}" is outside the kustomization's own folder "${root}"`;
  const advice =
    'move it there, or give its folder a kustomization file and name the folder under resources';
  return yamlProblem(entry.node.origin, 'OUTSIDE_ROOT', what, advice);
}

function toProblem(thrown: unknown, entry: Text): Problem {
  const { origin } = entry.node;
  if (!(thrown instanceof FileTreeError) || origin === undefined) throw thrown;
  return unreadable(thrown, entry.text, origin.source.position(origin.offset));
}

function isName(path: string): boolean {
  return !path.includes('/') && path !== '..';
}
