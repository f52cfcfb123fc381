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
