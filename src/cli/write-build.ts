import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BuildResult } from '../kustomize/build.ts';
import { emitYaml } from '../kustomize/emit/emitter.ts';
import { messageOf, TidewatchError } from '../model/errors.ts';
import { fileNames } from './object-file-names.ts';

/** What was built could not be written; `data.path` is where to. */
export class OutputError extends TidewatchError {
  override readonly code = 'OUTPUT_NOT_WRITTEN';
}

/** Writes one file of all objects, or into a folder that is there, one file an object. */
export function writeBuild(result: BuildResult, path: string): void {
  if (!isFolder(path)) {
    write(path, result.yaml());
    return;
  }
  const manifests = result.objects.map(({ manifest }) => manifest);
  const names = fileNames(manifests);
  for (const [index, manifest] of manifests.entries()) {
    write(join(path, names[index] ?? ''), emitYaml(manifest));
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    // What cannot be looked at cannot be written either, and that tells why.
    return false;
  }
}

function write(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (cause) {
    throw new OutputError(
      `${path}: cannot be written (${messageOf(cause)}); name a file in a folder that is there`,
      { data: { path }, cause },
    );
  }
}
