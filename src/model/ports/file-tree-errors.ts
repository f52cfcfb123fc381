import { type ErrorOptions, TidewatchError } from '../errors.ts';

export type FileTreeErrorCode =
  | 'FILE_NOT_FOUND'
  | 'NOT_A_FILE'
  | 'NOT_A_DIRECTORY'
  | 'PATH_OUTSIDE_TREE'
  | 'FILE_TOO_LARGE'
  | 'LFS_POINTER'
  | 'SUBMODULE'
  | 'SYMLINK_LOOP'
  | 'PATH_TOO_DEEP'
  | 'FILE_UNREADABLE';

/** A path of a `FileTree` that cannot be read; `data.path` is that path. */
export class FileTreeError extends TidewatchError {
  override readonly code: FileTreeErrorCode;

  constructor(code: FileTreeErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.code = code;
  }
}
