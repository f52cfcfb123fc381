import { type FieldSet, pathsOf } from '../fieldpath/field-set.ts';
import { printPath } from '../fieldpath/path-element.ts';
import type { Manager } from './managers.ts';

/** A field that another manager owns with another value. */
export interface Conflict {
  readonly manager: Manager;
  readonly path: readonly string[];
}

/** An apply took fields of others without force. */
export class ApplyConflict extends Error {
  readonly conflicts: readonly Conflict[];

  constructor(conflicts: readonly Conflict[]) {
    super(printConflicts(conflicts));
    this.name = 'ApplyConflict';
    this.conflicts = conflicts;
  }
}

export function conflictsWith(manager: Manager, fields: FieldSet): readonly Conflict[] {
  return [...pathsOf(fields)].map((path) => ({ manager, path }));
}

/** `"name" using v1`: how a conflict names the manager it is with. */
export function printManager(manager: Manager): string {
  const name = JSON.stringify(manager.manager);
  const subresource =
    manager.subresource === '' ? '' : ` with subresource ${JSON.stringify(manager.subresource)}`;
  const version = manager.operation === 'Update' ? ` using ${manager.apiVersion}` : '';
  return `${name}${subresource}${version}`;
}

function printConflicts(conflicts: readonly Conflict[]): string {
  const [only] = conflicts;
  if (conflicts.length === 1 && only !== undefined) {
    return `Apply failed with 1 conflict: conflict with ${printManager(only.manager)}: ${printPath(only.path)}`;
  }
  const lines: string[] = [];
  for (const manager of new Set(conflicts.map((conflict) => conflict.manager))) {
    lines.push(`conflicts with ${printManager(manager)}:`);
    for (const { path } of conflicts.filter((conflict) => conflict.manager === manager)) {
      lines.push(`- ${printPath(path)}`);
    }
  }
  return `Apply failed with ${conflicts.length} conflicts: ${lines.join('\n')}`;
}
