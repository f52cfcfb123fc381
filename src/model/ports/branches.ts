/** One commit on a branch of its own. */
export interface BranchChange {
  /** The full id of the commit that it comes after. */
  readonly parent: string;
  /** The branch that the parent is on: `main`. */
  readonly base: string;
  /** `tidewatch/adopt-1a2b3c`; it must not be there with another commit. */
  readonly branch: string;
  /** Whole contents of files that are there already, by path. */
  readonly files: ReadonlyMap<string, string>;
  readonly message: string;
}

/** Where branches of a repository are written. */
export interface Branches {
  /**
   * Commits and pushes; gives the id of the commit. The same change makes the same
   * commit, so that doing it again changes nothing. Throws `SourceError`: `BRANCH_TAKEN`
   * where the branch is there with another commit.
   */
  push(change: BranchChange, signal?: AbortSignal): Promise<string>;
  /** Releases connections. */
  close(): Promise<void>;
}
