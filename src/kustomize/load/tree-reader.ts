import { formatBytes } from '../../model/bytes.ts';
import type { Problem } from '../../model/errors.ts';
import type { FileEntry, FileTree } from '../../model/ports/file-tree.ts';
import { FileTreeError } from '../../model/ports/file-tree-errors.ts';
import type { Position } from '../../model/position.ts';
import type { BuildLimits } from '../limits.ts';
import type { LoadedFile } from './loaded.ts';

/** Reads files of a tree, remembers them, and keeps to the limits. */
export class TreeReader {
  readonly #tree: FileTree;
  readonly #limits: BuildLimits;
  readonly #files = new Map<string, Promise<LoadedFile>>();
  #bytes = 0;
  /** Files are read one after the other: not more of them are in memory than the limit allows. */
  #reading: Promise<unknown> = Promise.resolve();

  constructor(tree: FileTree, limits: BuildLimits) {
    this.#tree = tree;
    this.#limits = limits;
  }

  /** Whether the limit is passed; nothing more is read then. */
  get isFull(): boolean {
    return this.#bytes > this.#limits.bytes;
  }

  /** The paths that were read, sorted. */
  get paths(): string[] {
    return [...this.#files.keys()].sort();
  }

  /** What a path leads to, links followed; `undefined` where there is nothing. */
  async find(path: string): Promise<FileEntry | undefined> {
    const entry = await this.#tree.entry(path);
    if (entry?.kind !== 'symlink') return entry;
    return this.#tree.entry(await this.#tree.realpath(path));
  }

  /** The path with links resolved. */
  realpath(path: string): Promise<string> {
    return this.#tree.realpath(path);
  }

  /** A file at its real path, as an entry of the tree has it. */
  read({ path, id }: Pick<FileEntry, 'path' | 'id'>): Promise<LoadedFile> {
    let file = this.#files.get(path);
    if (file === undefined) {
      file = this.#reading.then(() => this.#read(path, id));
      this.#reading = file.catch(() => undefined);
      this.#files.set(path, file);
    }
    return file;
  }

  async #read(path: string, id: string | undefined): Promise<LoadedFile> {
    const { bytes: total } = this.#limits;
    if (!this.isFull) {
      const bytes = await this.#tree.read(path);
      this.#bytes += bytes.length;
      if (!this.isFull) return { path, id, bytes };
    }
    const what = `${path}: the files of this build have more than ${total} bytes`;
    throw new FileTreeError('FILE_TOO_LARGE', what, { data: { total } });
  }
}

/** Why a path cannot be read, as a problem of the place that names it. */
export function unreadable(error: FileTreeError, path: string, position: Position): Problem {
  return {
    code: error.code,
    position,
    subject: undefined,
    what: `"${path}" cannot be read: ${reasonOf(error)}`,
    advice: ADVICE[error.code],
  };
}

/** The reason, with what only this error knows: which link it was, and how large the file is. */
function reasonOf({ code, data }: FileTreeError): string {
  const { link, target, size, limit, total } = data;
  if (code === 'PATH_OUTSIDE_TREE' && typeof link === 'string' && typeof target === 'string') {
    return `the symbolic link ${link} -> ${target} leads out of the repository`;
  }
  if (code === 'FILE_TOO_LARGE' && typeof size === 'number' && typeof limit === 'number') {
    return `it is too large: ${formatBytes(size)}, where ${formatBytes(limit)} is the limit`;
  }
  if (code === 'FILE_TOO_LARGE' && typeof total === 'number') {
    return `with it, the files of the build are larger than ${formatBytes(total)} together`;
  }
  return REASONS[code];
}

const REASONS: Readonly<Record<FileTreeError['code'], string>> = {
  FILE_NOT_FOUND: 'there is no such file',
  NOT_A_FILE: 'it is a directory',
  NOT_A_DIRECTORY: 'it is not a directory',
  PATH_OUTSIDE_TREE: 'it leads out of the repository',
  FILE_TOO_LARGE: 'it is too large',
  LFS_POINTER: 'its content is in Git LFS',
  SUBMODULE: 'it is in a submodule',
  SYMLINK_LOOP: 'its symbolic links lead in a circle',
  PATH_TOO_DEEP: 'its path is too deep',
  FILE_UNREADABLE: 'the repository cannot give it',
};

const ADVICE: Readonly<Record<FileTreeError['code'], string>> = {
  FILE_NOT_FOUND: 'correct the path, or add the file',
  NOT_A_FILE: 'name a file',
  NOT_A_DIRECTORY: 'name a directory',
  PATH_OUTSIDE_TREE: 'name a file of the repository',
  FILE_TOO_LARGE: 'split it into smaller files',
  LFS_POINTER: 'commit the file itself',
  SUBMODULE: 'copy the files into this repository',
  SYMLINK_LOOP: 'correct the links',
  PATH_TOO_DEEP: 'move it up',
  FILE_UNREADABLE: 'check the repository',
};
