export type FileKind = 'file' | 'directory' | 'symlink' | 'submodule';

export interface FileEntry {
  /** Relative to the tree's root, `/`-separated, without `./`; the root itself is `.`. */
  readonly path: string;
  readonly kind: FileKind;
  /**
   * Equal for equal content: the Git object id, where the tree is a Git tree.
   * `undefined` where the tree does not know without reading everything.
   */
  readonly id: string | undefined;
}

/** A read-only tree of files: a commit of a repository, or a folder on disk. */
export interface FileTree {
  /**
   * The entry at a path, symbolic links *not* followed at the last step;
   * `undefined` where there is none.
   */
  entry(path: string): Promise<FileEntry | undefined>;
  /**
   * The entries of a directory, by name; symbolic links to a directory are
   * followed. Throws `FileTreeError` where the path is not a directory.
   */
  list(path: string): Promise<readonly FileEntry[]>;
  /**
   * A file's bytes. Follows symbolic links that stay inside the tree. Throws
   * `FileTreeError`: nothing there (`FILE_NOT_FOUND`), a directory
   * (`NOT_A_FILE`), a link or path out of the tree (`PATH_OUTSIDE_TREE`), larger
   * than the tree's limit (`FILE_TOO_LARGE`), a Git LFS pointer
   * (`LFS_POINTER`), a submodule (`SUBMODULE`), links without an end
   * (`SYMLINK_LOOP`), more steps than the tree's limit (`PATH_TOO_DEEP`), no
   * permission (`FILE_UNREADABLE`).
   */
  read(path: string): Promise<Uint8Array>;
  /**
   * The path with every symbolic link resolved, relative to the root. Throws as
   * `read` does.
   */
  realpath(path: string): Promise<string>;
}
