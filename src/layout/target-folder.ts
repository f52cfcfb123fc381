import { posix } from 'node:path';
import type { FileTree } from '../model/ports/file-tree.ts';
import type { Target } from '../model/target.ts';
import { KUSTOMIZATION_FILES } from './repository-path.ts';
import { withVirtualFiles } from './virtual-files.ts';

/** What to build for a target: a folder of a tree. */
export interface TargetFolder {
  readonly tree: FileTree;
  readonly path: string;
}

/** Where the kustomization that sets a target's namespace is put; no repository has such a folder. */
const WRAPPER = '.tidewatch-target';

/**
 * The folder that holds a target's kustomization. A folder of plain manifests
 * gets a kustomization file that lists them, and `targetNamespace` becomes the
 * `namespace` of a kustomization on top: both as Flux does, so that everything
 * that refers to a name or namespace follows.
 */
export function targetFolder(tree: FileTree, target: Target): TargetFolder {
  const { path, files, targetNamespace } = target;
  const written = files === undefined ? tree : withKustomization(tree, path, { resources: files });
  if (targetNamespace === undefined) return { tree: written, path };
  const resources = [posix.relative(WRAPPER, path)];
  const wrapper = { namespace: targetNamespace, resources };
  return { tree: withKustomization(written, WRAPPER, wrapper), path: WRAPPER };
}

function withKustomization(
  tree: FileTree,
  folder: string,
  fields: { readonly resources: readonly string[]; readonly namespace?: string },
): FileTree {
  const kustomization = {
    apiVersion: 'kustomize.config.k8s.io/v1beta1',
    kind: 'Kustomization',
    ...fields,
  };
  // The other names of a kustomization file are hidden: two of them would be an error.
  const hidden = KUSTOMIZATION_FILES.map((name) => [posix.join(folder, name), undefined] as const);
  return withVirtualFiles(
    tree,
    new Map([
      ...hidden,
      [posix.join(folder, 'kustomization.yaml'), `${JSON.stringify(kustomization, null, 2)}\n`],
    ]),
  );
}
