import { DemoError } from './demo-error.ts';
import type { Commit, ScratchRepository } from './scratch-repository.ts';

/** Commits a file in which `old`, which must stand there once, is `replacement`. */
export async function commitEdit(
  repository: ScratchRepository,
  message: string,
  path: string,
  edits: readonly (readonly [old: string, replacement: string])[],
): Promise<Commit> {
  return repository.commit(message, { [path]: await edited(repository, path, edits) });
}

/** A file in which `old`, which must stand there once, is `replacement`. */
export async function edited(
  repository: ScratchRepository,
  path: string,
  edits: readonly (readonly [old: string, replacement: string])[],
): Promise<string> {
  let text = await repository.read(path);
  for (const [old, replacement] of edits) text = replaceOnce(path, text, old, replacement);
  return text;
}

function replaceOnce(path: string, text: string, old: string, replacement: string): string {
  const parts = text.split(old);
  if (parts.length === 2) return parts.join(replacement);
  const times = parts.length - 1;
  throw new DemoError(`expected: ${JSON.stringify(old)} once in ${path}; found: ${times} times`);
}
