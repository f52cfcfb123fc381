import type { Problem } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { BuildOptions } from '../model/target.ts';

export interface BuildResult {
  /** The objects, in the order of the output. */
  readonly objects: readonly Rendered[];
  /** What is worth knowing but stops nothing, such as deprecated fields. */
  readonly warnings: readonly Problem[];
  /** The paths that were read, sorted: the build can differ only if one of them does. */
  readonly inputs: readonly string[];
  /** The objects as one YAML stream, byte for byte as `kustomize build` prints it. */
  yaml(): string;
}

/**
 * Builds the kustomization in a folder of the tree: what `kustomize build`
 * gives. Throws `InvalidInputError` with every problem that was found.
 */
export async function build(
  _tree: FileTree,
  path: string,
  _options: BuildOptions,
): Promise<BuildResult> {
  throw new Error(`${path}: the kustomize engine is not in this build yet`);
}
