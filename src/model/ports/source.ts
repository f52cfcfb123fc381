import type { FileTree } from './file-tree.ts';

/** A state of a repository that a reference pointed at. */
export interface Revision {
  /** The full commit id. */
  readonly commit: string;
  /** What was asked for, resolved: `refs/heads/main`, `refs/tags/v1.2.3`, or the commit itself. */
  readonly ref: string;
}

/** The files of one commit. */
export interface Snapshot {
  readonly revision: Revision;
  /** The Git tree id of the root. */
  readonly treeId: string;
  readonly tree: FileTree;
  /**
   * The commit that wrote a line, as far as the history is at hand; `undefined`
   * where the file has no such line. Lines count from 1.
   */
  lineOrigin(file: string, line: number): Promise<LineOrigin | undefined>;
}

/** Who wrote a line of a file. */
export interface LineOrigin {
  readonly commit: string;
  readonly author: string;
  /** When it was written; milliseconds since the epoch. */
  readonly time: number;
  /**
   * Whether this commit wrote the line. Where not, the history ends here, because
   * it was not fetched or is long: it is the oldest known commit that has the line.
   */
  readonly exact: boolean;
}

/** Where desired state comes from: one repository and one reference. */
export interface Source {
  /** One cheap query: what the reference points at now. */
  resolve(signal?: AbortSignal): Promise<Revision>;
  /** The files of a revision; fetches only what is not there yet. */
  snapshot(revision: Revision, signal?: AbortSignal): Promise<Snapshot>;
  /** Releases files and connections. */
  close(): Promise<void>;
}

/** `main@sha1:1a2b3c…`, as Flux writes revisions. */
export function formatRevision(revision: Revision): string {
  const name = revision.ref.replace(/^refs\/(heads|tags)\//, '');
  return name === revision.commit ? `sha1:${revision.commit}` : `${name}@sha1:${revision.commit}`;
}
