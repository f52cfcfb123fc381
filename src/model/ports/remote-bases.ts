import type { FileTree } from './file-tree.ts';
import type { Revision } from './source.ts';

/** What a kustomization names on another host. */
export interface RemoteReference {
  /** `https://host/org/repository.git`, without credentials. */
  readonly repository: string;
  /** A full commit id, or the name of a tag. */
  readonly ref: string;
}

/** The files of another repository, at one commit. */
export interface RemoteBase {
  readonly revision: Revision;
  readonly tree: FileTree;
}

/** Where kustomizations of other repositories come from. A build without it refuses them. */
export interface RemoteBases {
  /**
   * Resolves a reference and gives its files. Throws `SourceError`: a host that
   * is not allowed or a reference that is no tag or commit (`INVALID_SOURCE`,
   * `REFERENCE_NOT_FOUND`), and whatever keeps it from being fetched.
   */
  open(reference: RemoteReference): Promise<RemoteBase>;
}
