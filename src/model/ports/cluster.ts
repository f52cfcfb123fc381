import type { JsonObject } from '../json.ts';
import type { Manifest } from '../manifest.ts';

/** A kind as a cluster serves it. */
export interface ApiResource {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** The plural in the URL: `configmaps`. */
  readonly resource: string;
  readonly namespaced: boolean;
  /** `get`, `list`, `watch`, `patch`, `delete`, … */
  readonly verbs: readonly string[];
}

/** Names one object in requests: `apiVersion` and `kind` choose the endpoint. */
export interface ObjectReference {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

export interface ListOptions {
  readonly apiVersion: string;
  readonly kind: string;
  /** All namespaces where unset. */
  readonly namespace?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly signal?: AbortSignal;
}

export interface ListResult {
  readonly items: readonly Manifest[];
  readonly resourceVersion: string;
}

export interface WriteOptions {
  readonly fieldManager: string;
  /** Takes fields from other managers instead of failing with a conflict. */
  readonly force?: boolean;
  /** Everything happens but the write itself. */
  readonly dryRun?: boolean;
  readonly subresource?: 'status' | 'scale';
  readonly signal?: AbortSignal;
}

export type Patch =
  | { readonly type: 'json'; readonly operations: readonly JsonObject[] }
  | { readonly type: 'merge'; readonly document: JsonObject };

export interface DeleteOptions {
  /** The delete fails with a conflict when the live object is another one. */
  readonly uid?: string;
  /** The delete fails with a conflict when the live object moved on. */
  readonly resourceVersion?: string;
  readonly propagation?: 'Background' | 'Foreground' | 'Orphan';
  readonly dryRun?: boolean;
  readonly signal?: AbortSignal;
}

export type WatchEvent =
  | { readonly type: 'ADDED' | 'MODIFIED' | 'DELETED'; readonly object: Manifest }
  | { readonly type: 'BOOKMARK'; readonly resourceVersion: string };

export interface WatchOptions extends ListOptions {
  /** Where to go on from. Throws `GoneError` when the server has forgotten it: list again. */
  readonly resourceVersion: string;
}

/**
 * A Kubernetes API server. Reads and writes are retried inside on 429, 5xx and
 * lost connections as far as that is safe; what is left is thrown as one of
 * the `ClusterError`s.
 */
export interface Cluster {
  /** The live object, or `undefined` where there is none. */
  get(reference: ObjectReference, signal?: AbortSignal): Promise<Manifest | undefined>;
  /** Every object that matches, all pages. */
  list(options: ListOptions): Promise<ListResult>;
  /** Events from a resource version on, until the signal aborts. */
  watch(options: WatchOptions): AsyncIterable<WatchEvent>;
  /**
   * Server-side apply; gives the object as the server has, or would have, it. A
   * field that the server's schema does not have is refused.
   */
  apply(manifest: Manifest, options: WriteOptions): Promise<Manifest>;
  /** A JSON patch or a merge patch; gives the object afterwards. */
  patch(reference: ObjectReference, patch: Patch, options: WriteOptions): Promise<Manifest>;
  /** Deletes an object; `false` where there was none. */
  delete(reference: ObjectReference, options: DeleteOptions): Promise<boolean>;
}

/** What an API server serves. Answers come from a cache until `refresh`. */
export interface Discovery {
  /**
   * The resource of a kind; without a version, the server's preferred one.
   * `undefined` where the server does not serve it.
   */
  find(group: string, kind: string, version?: string): Promise<ApiResource | undefined>;
  /** Forgets what is cached: after a CustomResourceDefinition was established. */
  refresh(): void;
}
