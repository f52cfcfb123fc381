import type { Position } from './position.ts';

/** How a target's objects are built. */
export interface BuildOptions {
  /** `legacy` sorts as `kustomize build` does; `none` keeps the order of the files, as Flux does. */
  readonly order: 'legacy' | 'none';
  /** `rootOnly` keeps files under the kustomization's own folder; `none` is Flux's way. */
  readonly loadRestrictor: 'rootOnly' | 'none';
}

/** One thing to keep deployed: a path of the repository and how to apply it. */
export interface Target {
  /** Unique in an agent, and a valid label value: the value of the label `tidewatch.dev/target`. */
  readonly name: string;
  /** What declared it. */
  readonly declaredBy: 'Kustomization' | 'Application' | 'overlay';
  /** Where it was declared; `undefined` for a plain overlay. */
  readonly position: Position | undefined;
  /** The folder to build, relative to the root of the repository; `.` is the root. */
  readonly path: string;
  /** Overrides the namespace of every namespaced object, as Flux's `targetNamespace` does. */
  readonly targetNamespace: string | undefined;
  /** The namespace of objects that name none, as Argo's `destination.namespace` gives. */
  readonly defaultNamespace: string | undefined;
  /** Whether objects that left Git are deleted. */
  readonly prune: boolean;
  /** A suspended target is shown but never touched. */
  readonly suspend: boolean;
  /** Whether to wait until everything is healthy before the target counts as ready. */
  readonly wait: boolean;
  /** How often it is reconciled even when nothing moved, in milliseconds. */
  readonly interval: number;
  /** How long health may take, in milliseconds. */
  readonly timeout: number;
  /** Names of targets that must have applied the same revision and be healthy first. */
  readonly dependsOn: readonly string[];
  readonly build: BuildOptions;
}
