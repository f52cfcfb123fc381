import { formatBytes } from './bytes.ts';
import { messageOf } from './errors.ts';
import { FileTreeError } from './ports/file-tree-errors.ts';

// What can be wrong with a path, in the same words for every kind of tree.

export function notFound(path: string): FileTreeError {
  return new FileTreeError(
    'FILE_NOT_FOUND',
    `${path}: no such file or directory; check the spelling, upper and lower case matter`,
    { data: { path } },
  );
}

export function outside(path: string): FileTreeError {
  return new FileTreeError(
    'PATH_OUTSIDE_TREE',
    `${path}: leads out of the repository; name a file inside it`,
    { data: { path } },
  );
}

export function linkOutside(path: string, link: string, target: string): FileTreeError {
  return new FileTreeError(
    'PATH_OUTSIDE_TREE',
    `${path}: the symbolic link ${link} -> ${target} leads out of the repository; link to a file inside it or commit a copy`,
    { data: { path, link, target } },
  );
}

export function linkLoop(path: string, link: string, limit: number): FileTreeError {
  return new FileTreeError(
    'SYMLINK_LOOP',
    `${path}: more than ${limit} symbolic links, the last one ${link}; look for links that lead to each other`,
    { data: { path, link, limit } },
  );
}

export function tooDeep(path: string, limit: number): FileTreeError {
  return new FileTreeError(
    'PATH_TOO_DEEP',
    `${path}: deeper than the limit of ${limit} folders; move it up or raise the limit`,
    { data: { path, limit } },
  );
}

export function tooLarge(path: string, size: number, limit: number): FileTreeError {
  return new FileTreeError(
    'FILE_TOO_LARGE',
    `${path}: ${formatBytes(size)} is over the limit of ${formatBytes(limit)} a file; make it smaller or raise --max-file-size`,
    { data: { path, size, limit } },
  );
}

export function lfsPointer(path: string): FileTreeError {
  return new FileTreeError(
    'LFS_POINTER',
    `${path}: is a Git LFS pointer, not the file itself; commit the file without LFS (git lfs untrack ${path}, then git add --renormalize ${path})`,
    { data: { path } },
  );
}

export function submodule(path: string): FileTreeError {
  return new FileTreeError(
    'SUBMODULE',
    `${path}: is in a submodule, which is not fetched; commit its files into this repository`,
    { data: { path } },
  );
}

export function notADirectory(path: string): FileTreeError {
  return new FileTreeError(
    'NOT_A_DIRECTORY',
    `${path}: is a file, not a directory; name the directory that it is in`,
    { data: { path } },
  );
}

export function notAFile(path: string): FileTreeError {
  return new FileTreeError('NOT_A_FILE', `${path}: is a directory, not a file; name a file in it`, {
    data: { path },
  });
}

export function unreadable(path: string, cause: unknown): FileTreeError {
  return new FileTreeError(
    'FILE_UNREADABLE',
    `${path}: cannot be read (${messageOf(cause)}); check the permissions`,
    { data: { path }, cause },
  );
}
