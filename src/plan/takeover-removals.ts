import { selectField } from '../model/field-selector.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import { type FieldTree, isOurs, isReplaced, managedFieldsOf } from '../model/managed-fields.ts';
import type { FieldPath, Manifest } from '../model/manifest.ts';

/**
 * The fields that go when the fields of replaced managers become ours: they own
 * them, nobody else does, and they are not desired. A dry-run of the apply does
 * not show them, since it runs before the take-over.
 */
export function takeoverRemovals(desired: Manifest, live: Manifest): readonly FieldPath[] {
  const entries = managedFieldsOf(live);
  const others = entries.filter((entry) => !isReplaced(entry) && !isOurs(entry));
  const removals: FieldPath[] = [];
  for (const entry of entries.filter(isReplaced)) {
    const trees = others.map(({ fields }) => fields);
    collect({ tree: entry.fields, others: trees, desired, live, path: [] }, removals);
  }
  return removals;
}

/** The removals as a JSON patch; later items of a list go first, so that indexes hold. */
export function removalPatch(removals: readonly FieldPath[]): readonly JsonObject[] {
  const pointers = new Map(removals.map((path) => [pointerOf(path), path]));
  return [...pointers]
    .sort(([, a], [, b]) => comparePaths(b, a))
    .map(([path]) => ({ op: 'remove', path }));
}

interface Position {
  readonly tree: FieldTree;
  /** What other managers own at the same place. */
  readonly others: readonly FieldTree[];
  readonly desired: JsonValue | undefined;
  readonly live: JsonValue;
  readonly path: FieldPath;
}

function collect(position: Position, removals: FieldPath[]): void {
  for (const [key, tree] of Object.entries(position.tree)) {
    const live = key === '.' ? undefined : selectField(position.live, key);
    if (live === undefined || !isJsonObject(tree)) continue;
    const others = position.others.map((other) => other[key]).filter(isJsonObject);
    const desired = selectField(position.desired, key)?.value;
    const path = [...position.path, live.step];
    if (desired === undefined && others.length === 0) removals.push(path);
    else collect({ tree, others, desired, live: live.value, path }, removals);
  }
}

function pointerOf(path: FieldPath): string {
  return path
    .map((step) => `/${String(step).replaceAll('~', '~0').replaceAll('/', '~1')}`)
    .join('');
}

function comparePaths(a: FieldPath, b: FieldPath): number {
  for (const [index, step] of a.entries()) {
    const other = b[index];
    if (other === undefined) return 1;
    if (step === other) continue;
    if (typeof step === 'number' && typeof other === 'number') return step - other;
    return String(step) < String(other) ? -1 : 1;
  }
  return a.length - b.length;
}
