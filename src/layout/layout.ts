import type { Problem } from '../model/errors.ts';
import type { MaintenanceWindow } from '../model/maintenance-window.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { ApprovalPolicy, BuildOptions, Target } from '../model/target.ts';

/** The targets of one path of a repository. */
export interface Layout {
  /** By name. */
  readonly targets: readonly Target[];
  /** What is recognised but not supported, and what is left to Flux and Argo CD themselves. */
  readonly warnings: readonly Problem[];
  /** Files that may declare targets but cannot be read. They hide no other target. */
  readonly problems: readonly Problem[];
  /**
   * Whether every folder that may declare targets could be searched. Where not,
   * targets may be missing: one that was there before must not be taken as removed.
   */
  readonly complete: boolean;
}

/** What a target gets that does not say it itself. */
export interface TargetDefaults {
  /** Milliseconds. */
  readonly interval: number;
  /** Milliseconds. */
  readonly timeout: number;
  /** For plain overlays; Flux and Argo CD objects say it, or have a default of their own. */
  readonly prune: boolean;
  /** For plain overlays and Applications. */
  readonly wait: boolean;
  /** Changes that disrupt wait for one of them; none is no limit. */
  readonly windows?: readonly MaintenanceWindow[];
  /** Which changes wait for a person. Default: large deletions. */
  readonly approval?: ApprovalPolicy;
  /** Stands before the name of every target, to tell apart the targets of several repositories. */
  readonly namePrefix: string | undefined;
  /** The repository that is searched, as far as it is known. */
  readonly repository: RepositoryIdentity | undefined;
}

/** What tells objects that point at this repository from those that point elsewhere. */
export interface RepositoryIdentity {
  /** Every address by which Flux and Argo CD objects may name it. */
  readonly urls: readonly string[];
  /** The branch, tag or commit that is watched, as it was asked for; `undefined` is the default branch. */
  readonly ref: string | undefined;
}

/** Builds one folder, as kustomize does. Throws `InvalidInputError`. */
export type BuildFolder = (
  tree: FileTree,
  path: string,
  options: BuildOptions,
) => Promise<readonly Rendered[]>;
