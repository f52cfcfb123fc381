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
 * `namespace` of that file, or of a kustomization on top of one that is there:
 * as with Flux, everything that refers to a name or namespace follows. Throws
 * `FileTreeError` where the folder is not there.
 */
export async function targetFolder(tree: FileTree, target: Target): Promise<TargetFolder> {
  const { files, targetNamespace } = target;
  if (files !== undefined) {
    const path = await tree.realpath(target.path);
    const namespace = targetNamespace === undefined ? {} : { namespace: targetNamespace };
    return { tree: withKustomization(tree, path, { ...namespace, resources: files }), path };
  }
  if (targetNamespace === undefined) return { tree, path: target.path };
  const resources = [posix.relative(WRAPPER, target.path)];
  const wrapper = { namespace: targetNamespace, resources };
  return { tree: withKustomization(tree, WRAPPER, wrapper), path: WRAPPER };
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
