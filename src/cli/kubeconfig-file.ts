import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { TidewatchError } from '../model/errors.ts';

/** A kubeconfig cannot be written where it was asked for. */
export class KubeconfigFileError extends TidewatchError {
  override readonly code = 'KUBECONFIG_FILE';
}

/** Tells our files from those that somebody would miss. */
const firstLine =
  '# Written by tidewatch for an embedded Kubernetes API; overwritten by the next one.\n';

/**
 * Writes a kubeconfig that only its owner may read. Replaces one that this
 * function wrote. Throws `KubeconfigFileError` where the file is another one.
 */
export async function writeKubeconfig(path: string, text: string): Promise<void> {
  const present = await readFile(path, 'utf8').catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return undefined;
    throw notWritten(path, error);
  });
  if (present !== undefined && !present.startsWith(firstLine)) {
    throw new KubeconfigFileError(
      `${path}: there is a file that tidewatch did not write; name another one, or remove it`,
      { data: { path } },
    );
  }
  try {
    await writeFile(path, `${firstLine}${text}`, { mode: 0o600 });
    // A file that was there keeps its mode otherwise.
    await chmod(path, 0o600);
  } catch (error) {
    throw notWritten(path, error);
  }
}

/** Removes a kubeconfig whose cluster is gone. */
export async function removeKubeconfig(path: string): Promise<void> {
  await rm(path, { force: true });
}

function notWritten(path: string, cause: unknown): KubeconfigFileError {
  return new KubeconfigFileError(
    `${path}: cannot be written (${codeOf(cause)}); name a file in a folder that is there and yours`,
    { data: { path }, cause },
  );
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
}
