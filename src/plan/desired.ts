import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { Discovery } from '../model/ports/cluster.ts';
import type { Target } from '../model/target.ts';

/** What a target wants on the cluster, ready to be compared and sent. */
export interface Desired {
  readonly target: Target;
  readonly revision: string;
  /** By group, kind, namespace and name; each id once. */
  readonly objects: readonly Rendered[];
}

export interface PreparedDesired {
  readonly desired: Desired;
  /** With problems, nothing of the target may be applied. */
  readonly problems: readonly Problem[];
  readonly warnings: readonly Problem[];
}

/**
 * Makes rendered objects ready for a cluster: namespaces by the target's
 * `targetNamespace` and `defaultNamespace`, the label `tidewatch.dev/target` on
 * the objects' own metadata, `stringData` folded into `data`, fields that only
 * a server writes dropped. Finds objects produced twice, and kinds that neither
 * the cluster nor the set defines.
 */
export declare function prepareDesired(
  target: Target,
  revision: string,
  rendered: readonly Rendered[],
  discovery: Discovery,
): Promise<PreparedDesired>;
