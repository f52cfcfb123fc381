import type { DriftPolicy } from '../model/drift-policy.ts';
import type { Problem } from '../model/errors.ts';
import type { Expression } from '../model/expression.ts';
import type { Rendered } from '../model/manifest.ts';
import type { Position } from '../model/position.ts';
import type {
  BuildOptions,
  HealthCheck,
  HealthExpressions,
  IgnoredDifference,
  NamespaceMetadata,
  Target,
} from '../model/target.ts';

/** Which files of a folder count where it has no kustomization file. */
export type FileRule =
  /** As Flux: all YAML below, but a folder with a kustomization file stands for itself. */
  | { readonly as: 'flux' }
  /** As an Argo CD directory source. */
  | { readonly as: 'argo'; readonly recurse: boolean };

export interface DeclaredFolder {
  /** Relative to the root of the repository. */
  readonly path: string;
  /** Where the path was written. */
  readonly position: Position | undefined;
  readonly rule: FileRule;
}

/** Something that must be ready first, as it was written. */
export interface DeclaredDependency {
  readonly namespace: string;
  readonly name: string;
  readonly position: Position | undefined;
  /** What makes it ready, if anything else than being applied and healthy. */
  readonly ready: Expression | undefined;
}

/** The Flux source that a Kustomization names. */
export interface SourceReference {
  readonly kind: string;
  readonly namespace: string;
  readonly name: string;
  readonly position: Position | undefined;
}

/** A target as an object or a folder declares it, before names and dependencies are settled. */
export interface Declaration {
  readonly declaredBy: Target['declaredBy'];
  /** The Kustomization or Application; `undefined` for a plain overlay. */
  readonly object: Rendered | undefined;
  /** `Kustomization/flux-system/apps`, or the folder of a plain overlay. */
  readonly subject: string;
  /** Of the object; empty for a plain overlay. */
  readonly namespace: string;
  readonly name: string;
  readonly position: Position | undefined;
  /** More than one only for an Application with several sources. */
  readonly folders: readonly DeclaredFolder[];
  readonly source: SourceReference | undefined;
  readonly targetNamespace: string | undefined;
  readonly defaultNamespace: string | undefined;
  readonly createNamespace: NamespaceMetadata | undefined;
  readonly prune: boolean;
  readonly suspend: boolean;
  readonly selfHeal: boolean;
  /** What its annotation says about drift. */
  readonly drift: DriftPolicy | undefined;
  readonly ignoredDifferences: readonly IgnoredDifference[];
  readonly wait: boolean;
  readonly interval: number;
  readonly timeout: number;
  readonly dependsOn: readonly DeclaredDependency[];
  readonly retryInterval?: number | undefined;
  readonly healthChecks?: readonly HealthCheck[];
  readonly healthExpressions?: readonly HealthExpressions[];
  readonly build: BuildOptions;
  readonly blocked: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/** A string that is equal exactly when two declarations declare the same thing. */
export function declarationKey({ declaredBy, namespace, name, folders }: Declaration): string {
  if (declaredBy === 'overlay') return `overlay ${folders.map(({ path }) => path).join(' ')}`;
  return objectDeclarationKey(declaredBy, namespace, name);
}

export function objectDeclarationKey(
  declaredBy: 'Kustomization' | 'Application',
  namespace: string,
  name: string,
): string {
  return `${declaredBy} ${namespace}/${name}`;
}
