import { posix } from 'node:path';

/** The names that a kustomization file may have. */
export const kustomizationNames = ['kustomization.yaml', 'kustomization.yml', 'Kustomization'];

export function isKustomizationFile(path: string): boolean {
  return kustomizationNames.includes(posix.basename(path));
}
