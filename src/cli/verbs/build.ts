import { build } from '../../kustomize/build.ts';
import { formatProblem } from '../../model/errors.ts';
import type { Io } from '../io.ts';
import { openDirectory } from '../open-directory.ts';

/** Prints what `kustomize build` prints. */
export async function buildVerb(directory: string, io: Io): Promise<number> {
  const { tree, path } = await openDirectory(directory, io);
  const result = await build(tree, path, { order: 'legacy', loadRestrictor: 'rootOnly' });
  for (const warning of result.warnings) io.stderr(`warning: ${formatProblem(warning)}\n`);
  io.stdout(result.yaml());
  return 0;
}
