import { posix } from 'node:path';
import type { Problem } from '../model/errors.ts';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Declaration } from './declaration.ts';

/**
 * Files beside the manifests with which Argo CD changes an Application's
 * parameters: without them something else would be deployed.
 */
export async function parameterOverrides(
  tree: FileTree,
  { declaredBy, name, folders }: Declaration,
): Promise<Problem[]> {
  if (declaredBy !== 'Application') return [];
  const files = folders.flatMap(({ path }) =>
    ['.argocd-source.yaml', `.argocd-source-${name}.yaml`].map((file) => posix.join(path, file)),
  );
  const entries = await Promise.all(files.map((file) => tree.entry(file)));
  return entries.flatMap((entry) => (entry === undefined ? [] : [unsupported(entry.path)]));
}

function unsupported(file: string): Problem {
  return {
    code: 'UNSUPPORTED_FILE',
    position: { file, line: 1, column: 1 },
    subject: undefined,
    what: 'parameter overrides of Argo CD are not supported',
    advice: 'move them into the kustomization file of the folder',
  };
}
