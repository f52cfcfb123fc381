import { stat, writeFile } from 'node:fs/promises';
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
export async function writeBuild(result: BuildResult, path: string): Promise<void> {
  if (!(await isFolder(path))) return write(path, result.yaml());
  const manifests = result.objects.map(({ manifest }) => manifest);
  const names = fileNames(manifests);
  for (const [index, manifest] of manifests.entries()) {
    await write(join(path, names[index] ?? ''), emitYaml(manifest));
  }
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch {
    // What cannot be looked at cannot be written either, and that tells why.
    return false;
  }
}

async function write(path: string, text: string): Promise<void> {
  try {
    await writeFile(path, text);
  } catch (cause) {
    throw new OutputError(
      `${path}: cannot be written (${messageOf(cause)}); name a file in a folder that is there`,
      { data: { path }, cause },
    );
  }
}
