import { fieldManager, lastAppliedAnnotation } from './identity.ts';
import { isJsonObject, type JsonObject } from './json.ts';
import type { Manifest } from './manifest.ts';

/** A tree of owned fields as in `fieldsV1`: keys `f:name`, `k:{…}`, `v:…`, `i:0` and `.`. */
export type FieldTree = JsonObject;

/** Which fields one manager owns. */
export interface ManagedFieldsEntry {
  readonly manager: string;
  readonly operation: string;
  readonly apiVersion: string;
  readonly subresource: string | undefined;
  readonly fields: FieldTree;
  /** The entry as the server wrote it. */
  readonly raw: JsonObject;
}

/**
 * Managers that wrote desired state before us, in a way that only ever adds
 * fields. Their fields become ours, or a field that left Git would stay for
 * ever. What people change by hand (`kubectl edit`, `scale`, `annotate`) is not
 * among them: that is drift, and not for apply to judge.
 */
const replacedManagers: ReadonlyMap<string, string> = new Map([
  ['kubectl-client-side-apply', 'Update'],
  ['kubectl-create', 'Update'],
  ['kubectl-replace', 'Update'],
  ['kubectl', 'Apply'],
  ['before-first-apply', 'Update'],
  ['tidb-controller-manager', 'Update'],
  [fieldManager, 'Update'],
]);

/** The managers of a live object, in the server's order. */
export function managedFieldsOf(live: Manifest): readonly ManagedFieldsEntry[] {
  const entries = live.metadata.managedFields;
  if (!Array.isArray(entries)) return [];
  return entries.filter(isJsonObject).map((raw) => ({
    manager: String(raw.manager ?? ''),
    operation: String(raw.operation ?? ''),
    apiVersion: String(raw.apiVersion ?? ''),
    subresource:
      typeof raw.subresource === 'string' && raw.subresource !== '' ? raw.subresource : undefined,
    fields: isJsonObject(raw.fieldsV1) ? raw.fieldsV1 : {},
    raw,
  }));
}

/** Whether an entry is what our own server-side apply left. */
export function isOurs(entry: ManagedFieldsEntry): boolean {
  return (
    entry.manager === fieldManager && entry.operation === 'Apply' && entry.subresource === undefined
  );
}

/** Whether an entry's fields are to become ours. */
export function isReplaced(entry: ManagedFieldsEntry): boolean {
  return entry.subresource === undefined && replacedManagers.get(entry.manager) === entry.operation;
}

/** The managers whose fields become ours when the object is applied, each once. */
export function replacedManagersOf(live: Manifest): readonly string[] {
  return [
    ...new Set(
      managedFieldsOf(live)
        .filter(isReplaced)
        .map((entry) => entry.manager),
    ),
  ];
}

/**
 * A JSON patch that makes the fields of the replaced managers ours, so that the
 * next apply drops what is no longer desired. It fails with a conflict when the
 * object has moved on. `undefined` where there is nothing to take over.
 */
export function takeoverPatch(live: Manifest): readonly JsonObject[] | undefined {
  const entries = managedFieldsOf(live);
  const replaced = entries.filter(isReplaced);
  const [first] = replaced;
  if (first === undefined) return undefined;
  const base = entries.find(isOurs) ?? first;
  // Entries of another version name other fields: they are dropped, as kubectl does.
  const fields = replaced
    .filter((entry) => entry.apiVersion === base.apiVersion)
    .reduce((sum, entry) => uniteFields(sum, entry.fields), base.fields);
  const ours = { ...base.raw, manager: fieldManager, operation: 'Apply', fieldsV1: fields };
  const others = entries.filter((entry) => !isReplaced(entry) && !isOurs(entry));
  const operations: JsonObject[] = [
    {
      op: 'replace',
      path: '/metadata/managedFields',
      value: [ours, ...others.map((entry) => entry.raw)],
    },
    { op: 'replace', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion },
  ];
  if (live.metadata.annotations?.[lastAppliedAnnotation] !== undefined) {
    operations.push({
      op: 'remove',
      path: `/metadata/annotations/${lastAppliedAnnotation.replaceAll('/', '~1')}`,
    });
  }
  return operations;
}

function uniteFields(a: FieldTree, b: FieldTree): FieldTree {
  const united: Record<string, JsonObject> = {};
  for (const [key, child] of [...Object.entries(a), ...Object.entries(b)]) {
    if (isJsonObject(child)) united[key] = uniteFields(united[key] ?? {}, child);
  }
  return united;
}
