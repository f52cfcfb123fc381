import { type BuildResult, build } from '../kustomize/build.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { BuildOptions } from '../model/target.ts';

const waiting = new WeakMap<FileTree, Map<string, Promise<BuildResult>>>();

/**
 * Builds a folder ahead of the one who will want it: the layout looks into
 * folders that are rendered right after.
 */
export function buildAhead(
  tree: FileTree,
  path: string,
  options: BuildOptions,
): Promise<BuildResult> {
  const result = build(tree, path, options);
  const results = waiting.get(tree) ?? new Map<string, Promise<BuildResult>>();
  waiting.set(tree, results.set(keyOf(path, options), result));
  return result;
}

/** Builds a folder, or takes what was built ahead; that is then not kept any longer. */
export function buildOnce(
  tree: FileTree,
  path: string,
  options: BuildOptions,
): Promise<BuildResult> {
  const results = waiting.get(tree);
  const key = keyOf(path, options);
  const ahead = results?.get(key);
  results?.delete(key);
  return ahead ?? build(tree, path, options);
}

function keyOf(path: string, { order, loadRestrictor }: BuildOptions): string {
  return JSON.stringify([path, order, loadRestrictor]);
}
