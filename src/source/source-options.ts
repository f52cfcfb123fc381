import type { Log } from '../model/ports/log.ts';
import { DEFAULT_TREE_LIMITS, type TreeLimits } from '../model/walked-tree.ts';
import type { GitReference } from './reference.ts';

/** Where a secret value is read from, anew for every request, so that it can be rotated. */
export type SecretPlace = { readonly file: string } | { readonly environment: string };

export type GitCredentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'basic'; readonly username: string; readonly password: SecretPlace }
  | { readonly kind: 'bearer'; readonly token: SecretPlace };

export interface SourceLimits extends TreeLimits {
  /** Bytes of one answer of the server; a fetch is one answer. */
  readonly packSize: number;
  /** Bytes of one object of a fetched pack, inflated. */
  readonly objectSize: number;
  /** Bytes of all objects of a fetched pack, inflated. */
  readonly inflatedSize: number;
  /** Milliseconds that a server may stay silent. */
  readonly silence: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_SOURCE_LIMITS: SourceLimits = {
  ...DEFAULT_TREE_LIMITS,
  packSize: 128 * MIB,
  objectSize: 128 * MIB,
  inflatedSize: 1024 * MIB,
  silence: 30_000,
};

export interface SourceOptions {
  /** `https://…`, `http://…`, `file:///…`, or the path of a repository of this machine. */
  readonly repository: string;
  readonly reference: GitReference;
  /** Where fetched objects are kept; may be shared by sources and by processes. */
  readonly cacheFolder: string;
  readonly credentials: GitCredentials;
  /** A PEM file of certificate authorities to trust besides the system's. */
  readonly caFile?: string | undefined;
  /** Sends credentials over plain HTTP to hosts other than this machine. */
  readonly allowPlainCredentials?: boolean | undefined;
  readonly limits?: Partial<SourceLimits> | undefined;
  /** Environment variables: credentials and `HTTPS_PROXY`, `HTTP_PROXY`, `NO_PROXY`. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
}
