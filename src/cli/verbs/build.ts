import { resolve } from 'node:path';
import { build } from '../../kustomize/build.ts';
import type { BuildOptions } from '../../model/target.ts';
import type { Io } from '../io.ts';
import { openDirectory } from '../open-directory.ts';
import { printWarnings } from '../print-warnings.ts';
import { compilingQuickly } from '../quick-compile.ts';
import { writeBuild } from '../write-build.ts';

/** The flags of `kustomize build`, as they are written. */
export interface BuildFlags {
  readonly loadRestrictor: 'LoadRestrictionsRootOnly' | 'LoadRestrictionsNone';
  readonly reorder: 'legacy' | 'none';
  readonly enableManagedbyLabel: boolean;
  /** A file, or a folder that gets one file an object. */
  readonly output?: string;
}

/** Prints what `kustomize build` prints, or writes what it writes. */
export async function buildVerb(directory: string, flags: BuildFlags, io: Io): Promise<number> {
  const { tree, path } = await openDirectory(directory, io);
  const result = await build(compilingQuickly(tree), path, toOptions(flags));
  printWarnings(result.warnings, io);
  if (flags.output === undefined || flags.output === '') io.stdout(result.yaml());
  else writeBuild(result, resolve(io.cwd, flags.output));
  return 0;
}

function toOptions({ loadRestrictor, reorder, enableManagedbyLabel }: BuildFlags): BuildOptions {
  return {
    order: reorder,
    loadRestrictor: loadRestrictor === 'LoadRestrictionsNone' ? 'none' : 'rootOnly',
    managedByLabel: enableManagedbyLabel,
  };
}
