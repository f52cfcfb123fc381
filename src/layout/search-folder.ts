import { posix } from 'node:path';
import { InvalidInputError, type Problem, TidewatchError } from '../model/errors.ts';
import type { Rendered } from '../model/manifest.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { BuildOptions } from '../model/target.ts';
import { readManifests } from '../model/yaml/read-manifests.ts';
import type { DeclaredFolder } from './declaration.ts';
import { problemOfFile } from './file-problem.ts';
import type { BuildFolder } from './layout.ts';
import { listManifestFiles } from './manifest-files.ts';
import { hasKustomizationFile } from './repository-path.ts';

/** What was found in a folder. */
export interface FolderContents {
  /** What is built where the folder has no kustomization file. */
  readonly files: readonly string[] | undefined;
  readonly objects: readonly Rendered[];
  /** Files of a folder without a kustomization file that cannot be read; the others count. */
  readonly problems: readonly Problem[];
  /** Why the folder must not be deployed. */
  readonly refused: readonly Problem[];
  /** Whether everything could be read. */
  readonly complete: boolean;
}

/**
 * Looks at every object of a folder. A kustomization that does not build gives
 * nothing: what is wrong with it is told by whoever builds the target itself.
 */
export async function searchFolder(
  tree: FileTree,
  { path, rule }: DeclaredFolder,
  options: BuildOptions,
  build: BuildFolder,
): Promise<FolderContents> {
  if (await hasKustomizationFile(tree, path)) {
    const { objects, problems } = await attempt(path, () => build(tree, path, options));
    const complete = problems.length === 0;
    return { files: undefined, objects, problems: [], refused: [], complete };
  }
  const { files, refused } = await listManifestFiles(tree, path, rule);
  const found = { objects: [] as Rendered[], problems: [] as Problem[] };
  for (const file of files) {
    const { objects, problems } = await readOne(tree, posix.join(path, file), options, build);
    found.objects.push(...objects);
    found.problems.push(...problems);
  }
  return { files, refused, ...found, complete: found.problems.length === 0 };
}

interface Found {
  readonly objects: readonly Rendered[];
  readonly problems: readonly Problem[];
}

async function readOne(
  tree: FileTree,
  path: string,
  options: BuildOptions,
  build: BuildFolder,
): Promise<Found> {
  // A folder is only listed for its kustomization file.
  if ((await tree.entry(path))?.kind === 'directory') {
    return attempt(path, () => build(tree, path, options));
  }
  let problems: readonly Problem[] = [];
  const read = await attempt(path, async () => {
    const result = readManifests(await tree.read(path), path);
    problems = result.problems;
    return result.manifests;
  });
  return { objects: read.objects, problems: [...read.problems, ...problems] };
}

/** Turns errors about the input into problems; anything else is a bug, and goes on. */
async function attempt(path: string, read: () => Promise<readonly Rendered[]>): Promise<Found> {
  try {
    return { objects: await read(), problems: [] };
  } catch (thrown) {
    if (thrown instanceof InvalidInputError) return { objects: [], problems: thrown.problems };
    if (!(thrown instanceof TidewatchError)) throw thrown;
    return { objects: [], problems: [problemOfFile(thrown, path)] };
  }
}
