import { expandItems } from '../fn/expand-items.ts';
import { type FunctionResult, readResourceList, writeResourceList } from '../fn/resource-list.ts';
import type { Io } from '../io.ts';

/**
 * A KRM function: a ResourceList in, one with every TidbMonitor expanded out. 1
 * where anything is wrong; the list then comes back as it was, with results.
 */
export async function fnVerb(io: Io): Promise<number> {
  const input = (await io.stdin?.()) ?? new Uint8Array();
  const list = readResourceList(input, 'standard input');
  const { items, results } = expandItems(list.items);
  io.stdout(writeResourceList({ ...list, items }, results));
  // kustomize shows its users standard error, and no results.
  for (const result of results) io.stderr(`${describe(result)}\n`);
  return results.some(({ severity }) => severity === 'error') ? 1 : 0;
}

function describe({ message, severity, resourceRef, file }: FunctionResult): string {
  return [severity, file?.path, nameOf(resourceRef), message]
    .filter((part) => part !== undefined)
    .join(': ');
}

function nameOf(reference: FunctionResult['resourceRef']): string | undefined {
  if (reference === undefined) return undefined;
  const { kind, namespace, name } = reference;
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}
