// What `tidewatch/kustomize` exports. A test compares it with the source, type by type.

/** A place in a file. Lines and columns count from 1. */
export interface Position {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** One thing that is wrong with an input, or (as a warning) worth knowing about it. */
export interface Problem {
  /** Stable, in UPPER_SNAKE_CASE. */
  readonly code: string;
  readonly position: Position | undefined;
  /** `Kind/namespace/name`, when it is about an object rather than a place. */
  readonly subject: string | undefined;
  readonly what: string;
  /** What to do about it. */
  readonly advice: string;
}

/** `file:line:column: what; what to do`. */
export declare function formatProblem(problem: Problem): string;

/** Integers that a number cannot hold exactly are `bigint`. */
export type JsonValue =
  | null
  | boolean
  | number
  | bigint
  | string
  | readonly JsonValue[]
  | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue | undefined;
}

export interface ErrorOptions {
  readonly data?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

interface TidewatchError extends Error {
  readonly data: Readonly<Record<string, unknown>>;
}

/** Bad input. Holds every problem that was found, not only the first. */
export declare class InvalidInputError extends Error implements TidewatchError {
  constructor(problems: readonly Problem[], options?: ErrorOptions);
  readonly code: 'INVALID_INPUT';
  readonly data: Readonly<Record<string, unknown>>;
  readonly problems: readonly Problem[];
}

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

/** A path of a tree that cannot be read; `data.path` is that path. */
export declare class FileTreeError extends Error implements TidewatchError {
  constructor(code: FileTreeErrorCode, message: string, options?: ErrorOptions);
  readonly code: FileTreeErrorCode;
  readonly data: Readonly<Record<string, unknown>>;
}

export type FileKind = 'file' | 'directory' | 'symlink' | 'submodule';

export interface FileEntry {
  /** Relative to the tree's root, `/`-separated; the root itself is `.`. */
  readonly path: string;
  readonly kind: FileKind;
  /** Equal for equal content; `undefined` where the tree does not know cheaply. */
  readonly id: string | undefined;
}

/** A read-only tree of files. Implement it to build from anywhere. */
export interface FileTree {
  /** The entry at a path, links not followed at the last step; `undefined` where there is none. */
  entry(path: string): Promise<FileEntry | undefined>;
  /** The entries of a directory, by name. Throws `FileTreeError`. */
  list(path: string): Promise<readonly FileEntry[]>;
  /** A file's bytes, links followed. Throws `FileTreeError`. */
  read(path: string): Promise<Uint8Array>;
  /** The path with every link resolved. Throws `FileTreeError`. */
  realpath(path: string): Promise<string>;
}

/** A text, bytes, a symbolic link (its target as written), or a submodule (its commit). */
export type MemoryFile =
  | string
  | Uint8Array
  | { readonly symlink: string }
  | { readonly submodule: string };

export interface TreeLimits {
  /** Bytes of one file. */
  readonly fileSize: number;
  /** Names in one path. */
  readonly pathDepth: number;
}

/** A tree of paths, relative to the root, and contents. */
export declare function memoryTree(
  files: Readonly<Record<string, MemoryFile>>,
  limits?: TreeLimits,
): FileTree;

export interface OpenedFolder {
  readonly tree: FileTree;
  /** The absolute path of the tree's root. */
  readonly root: string;
  /** The folder, relative to the root. */
  readonly path: string;
}

/** The tree around a folder on disk: the Git work tree that it is in, or the file system. */
export declare function openFolder(folder: string, limits?: TreeLimits): Promise<OpenedFolder>;

export interface OwnerReference extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  readonly uid?: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta extends JsonObject {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
}

export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The keys and indexes from an object's root to one of its fields. */
export type FieldPath = readonly (string | number)[];

/** Where an object, and each of its fields, was written. */
export interface Provenance {
  readonly object: Position | undefined;
  /** The place that set a field; the nearest parent's where the field has none of its own. */
  field(path: FieldPath): Position | undefined;
}

export interface Rendered {
  readonly manifest: Manifest;
  readonly provenance: Provenance;
}

export interface BuildOptions {
  /** Where the kustomization has no `sortOptions`. Default `legacy`. */
  readonly order: 'legacy' | 'none';
  /** `none`: files may be outside of the kustomization's folder. Default `rootOnly`. */
  readonly loadRestrictor: 'rootOnly' | 'none';
  /** Labels every object with `app.kubernetes.io/managed-by`. Default `false`. */
  readonly managedByLabel?: boolean;
}

export interface Revision {
  /** The full commit id. */
  readonly commit: string;
  readonly ref: string;
}

/** A folder of another repository, as a kustomization names it. */
export interface RemoteReference {
  readonly repository: string;
  /** A full commit id, or the name of a tag. */
  readonly ref: string;
}

export interface RemoteBase {
  readonly revision: Revision;
  readonly tree: FileTree;
}

/** Where kustomizations of other repositories come from. */
export interface RemoteBases {
  open(reference: RemoteReference): Promise<RemoteBase>;
}

export interface RemoteInput {
  readonly repository: string;
  readonly ref: string;
  readonly commit: string;
}

export interface BuildResult {
  /** The objects, in the order of the output. */
  readonly objects: readonly Rendered[];
  /** What is worth knowing but stops nothing. */
  readonly warnings: readonly Problem[];
  /** The paths that were read, sorted. */
  readonly inputs: readonly string[];
  /** What came from other repositories. */
  readonly remotes: readonly RemoteInput[];
  /** The objects as one YAML stream, byte for byte as `kustomize build` prints it. */
  yaml(): string;
}

/**
 * Builds the kustomization in a folder of the tree. Throws `InvalidInputError`.
 * Without `remoteBases`, bases of other repositories are refused.
 */
export declare function build(
  tree: FileTree,
  path: string,
  options?: Partial<BuildOptions>,
  remoteBases?: RemoteBases,
): Promise<BuildResult>;
