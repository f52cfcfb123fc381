import type { DriftPolicy } from './drift-policy.ts';
import type { Problem } from './errors.ts';
import type { Expression } from './expression.ts';
import type { MaintenanceWindow } from './maintenance-window.ts';
import type { Manifest } from './manifest.ts';
import type { Position } from './position.ts';

/** How a target's objects are built. */
export interface BuildOptions {
  /** `legacy` sorts as `kustomize build` does; `none` keeps the order of the files, as Flux does. */
  readonly order: 'legacy' | 'none';
  /** `rootOnly` keeps files under the kustomization's own folder; `none` is Flux's way. */
  readonly loadRestrictor: 'rootOnly' | 'none';
  /** Labels every object with `app.kubernetes.io/managed-by`. Default `false`. */
  readonly managedByLabel?: boolean;
}

export interface NamespaceMetadata {
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
}

/** Fields of some objects that are no drift, as Argo CD's `ignoreDifferences` and Flux's `ignore` have it. */
export interface IgnoredDifference {
  /** The objects; any where unset. */
  readonly group: string | undefined;
  readonly kind: string | undefined;
  readonly namespace: string | undefined;
  readonly name: string | undefined;
  /** Fields, as steps from the object's root; `*` is any step. What lies below is covered as well. */
  readonly fields: readonly (readonly string[])[];
  /** Field managers whose changes are ignored, whatever the field. */
  readonly managers: readonly string[];
  /** Whether a new revision leaves such fields alone as well. */
  readonly whenApplying: boolean;
}

/** Which changes of a target wait for a person: large deletions, hooks and migrations too, or all. */
export type ApprovalPolicy = 'deletions' | 'hooks' | 'always';

/** When a target may be changed, and who has a say. */
export interface TargetPolicy {
  /** Changes that disrupt wait until one of them is open; none is no limit. */
  readonly windows: readonly MaintenanceWindow[];
  readonly approval: ApprovalPolicy;
  /** Digests of plans that are approved in Git, by `tidewatch.dev/approve` on what declares the target. */
  readonly approved: readonly string[];
}

/** An object to be healthy, of this target or of another. */
export interface HealthCheck {
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty for cluster-scoped objects. */
  readonly namespace: string;
  readonly name: string;
}

/** What the health of a kind is, as Flux's `healthCheckExprs` say it: the first that holds counts. */
export interface HealthExpressions {
  readonly apiVersion: string;
  readonly kind: string;
  readonly inProgress: Expression | undefined;
  readonly failed: Expression | undefined;
  readonly current: Expression;
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
  /**
   * Where the folder has no kustomization file: the files and folders to build,
   * relative to `path`, as a generated kustomization file would list them.
   */
  readonly files: readonly string[] | undefined;
  /** Overrides the namespace of every namespaced object, as Flux's `targetNamespace` does. */
  readonly targetNamespace: string | undefined;
  /** The namespace of objects that name none, as Argo's `destination.namespace` gives. */
  readonly defaultNamespace: string | undefined;
  /**
   * Makes `defaultNamespace` with these labels and annotations when the cluster
   * lacks it, as Argo's `CreateNamespace=true` does. It is never pruned.
   */
  readonly createNamespace: NamespaceMetadata | undefined;
  /** Whether objects that left Git are deleted. */
  readonly prune: boolean;
  /** A suspended target is shown but never touched. */
  readonly suspend: boolean;
  /**
   * Why it must not be built or applied: it asks for something that would come
   * out wrong without support for it. A blocked target keeps what it deployed last.
   */
  readonly blocked: readonly Problem[];
  /** Whether a change made on the cluster is put back without a new revision. */
  readonly selfHeal: boolean;
  /** What is done about such a change; where unset, `selfHeal` decides. */
  readonly drift?: DriftPolicy | undefined;
  /** Fields that may be otherwise on the cluster than in Git. Default none. */
  readonly ignoredDifferences?: readonly IgnoredDifference[];
  /** Whether to wait until everything is healthy before the target counts as ready. */
  readonly wait: boolean;
  /** How often it is reconciled even when nothing moved, in milliseconds. */
  readonly interval: number;
  /** How long health may take, in milliseconds. */
  readonly timeout: number;
  /** Names of targets that must have applied the same revision and be healthy first. */
  readonly dependsOn: readonly string[];
  /** What makes a dependency ready instead of that, by its name; `dep` and `self` are the Kustomizations. */
  readonly readyExpressions?: ReadonlyMap<string, Expression>;
  /** The object that declares it, as `dep` and `self` of such expressions. */
  readonly declaration?: Manifest;
  /** How soon a failed attempt is tried again, in milliseconds. Default: after growing pauses. */
  readonly retryInterval?: number;
  /** Default: no windows, and large deletions ask. */
  readonly policy?: TargetPolicy;
  /** What has to be healthy besides, or, without `wait`, instead of everything. */
  readonly healthChecks?: readonly HealthCheck[];
  readonly healthExpressions?: readonly HealthExpressions[];
  readonly build: BuildOptions;
}
