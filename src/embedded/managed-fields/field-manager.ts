import type { JsonObject, JsonValue } from '../../model/json.ts';
import { isJsonObject } from '../../model/json.ts';
import { compareText } from '../../model/object-id.ts';
import {
  fieldSetOf,
  isEmptyFieldSet,
  subtractFieldSet,
  unionFieldSets,
} from '../fieldpath/field-set.ts';
import { type Applied, applyConfiguration } from '../merge/apply.ts';
import { ApplyConflict } from '../merge/conflict.ts';
import { type Manager, type Managers, managerId } from '../merge/managers.ts';
import { atomOf, type KindSchema, ownAfterUpdate, type Writer } from '../merge/ownership.ts';
import { decodeManagers, encodeManagers } from './encode.ts';
import { KUBECTL, refreshLastApplied, yieldToKubectl } from './last-applied.ts';

/** Who sends a request, and through which endpoint. */
export interface FieldOwner {
  readonly manager: string;
  readonly apiVersion: string;
  readonly subresource: string;
}

const MAXIMUM_UPDATERS = 10;
const ANCIENT = 'ancient-changes';
const BEFORE_FIRST_APPLY = 'before-first-apply';

/** Metadata that nobody owns: it names the object, or the server writes it. */
const SERVER_OWNED = fieldSetOf(
  ['f:apiVersion'],
  ['f:kind'],
  ['f:metadata'],
  ...[
    'name',
    'namespace',
    'creationTimestamp',
    'selfLink',
    'uid',
    'clusterName',
    'generation',
    'managedFields',
    'resourceVersion',
  ].map((name) => ['f:metadata', `f:${name}`]),
);

function writerOf(owner: FieldOwner, operation: Manager['operation']): Writer {
  const manager = { ...owner, operation };
  return { id: managerId(manager), manager };
}

function stripServerOwned(managers: Managers, id: string): Managers {
  const mine = managers.get(id);
  if (mine === undefined) return managers;
  const result = new Map(managers);
  const fields = subtractFieldSet(mine.fields, SERVER_OWNED);
  if (isEmptyFieldSet(fields)) result.delete(id);
  else result.set(id, { ...mine, fields });
  return result;
}

function withoutManagedFields(object: JsonObject): JsonObject {
  const { metadata } = object;
  if (!isJsonObject(metadata) || metadata.managedFields === undefined) return object;
  const { managedFields: _, ...rest } = metadata;
  return { ...object, metadata: rest };
}

function managedFieldsOf(object: JsonObject): JsonValue | undefined {
  return isJsonObject(object.metadata) ? object.metadata.managedFields : undefined;
}

export function withManagedFields(object: JsonObject, managers: Managers): JsonObject {
  const bare = withoutManagedFields(object);
  if (managers.size === 0) return bare;
  const metadata = isJsonObject(bare.metadata) ? bare.metadata : {};
  return { ...bare, metadata: { ...metadata, managedFields: encodeManagers(managers) } };
}

/** An empty list, or a list of one empty entry: the client asks to forget all owners. */
function isReset(entries: JsonValue | undefined): boolean {
  if (!Array.isArray(entries)) return false;
  const [only] = entries;
  return (
    entries.length === 0 ||
    (entries.length === 1 && isJsonObject(only) && Object.keys(only).length === 0)
  );
}

/** The managers a write starts from: a client may change them, but not lose them by accident. */
function startingManagers(live: JsonObject, next: JsonObject, subresource: string): Managers {
  const ofLive = (): Managers => decodeManagers(managedFieldsOf(live)) ?? new Map();
  if (subresource !== '') return ofLive();
  const sent = managedFieldsOf(next);
  if (isReset(sent)) return new Map();
  const managers = decodeManagers(sent);
  return managers === undefined || managers.size === 0 ? ofLive() : managers;
}

/** The object with its owners, after a create, an update or a patch. */
export function recordUpdate(
  schema: KindSchema,
  live: JsonObject,
  next: JsonObject,
  owner: FieldOwner,
  now: string,
): JsonObject {
  const managers = startingManagers(live, next, owner.subresource);
  const exists = isJsonObject(live.metadata) && live.metadata.uid !== undefined;
  if (managers.size === 0 && exists) return withoutManagedFields(next);
  return withManagedFields(next, updateManagers(schema, live, next, managers, owner, now));
}

/**
 * The write is tracked under a name of its own first: only when it took or
 * added something did the manager change anything, and its time with it.
 */
function updateManagers(
  schema: KindSchema,
  live: JsonObject,
  next: JsonObject,
  managers: Managers,
  owner: FieldOwner,
  now: string,
): Managers {
  const writer = writerOf(owner, 'Update');
  const current: Writer = { id: 'current-operation', manager: writer.manager };
  const owned = ownAfterUpdate(
    schema,
    withoutManagedFields(live),
    withoutManagedFields(next),
    managers,
    current,
  );
  const after = new Map(stripServerOwned(owned, current.id));
  const mine = after.get(current.id);
  if (mine !== undefined) {
    after.delete(current.id);
    const previous = after.get(writer.id);
    const fields =
      previous === undefined ? mine.fields : unionFieldSets(mine.fields, previous.fields);
    after.set(writer.id, { ...mine, fields, time: now });
  }
  return capUpdaters(after);
}

/** Merges the oldest updaters of a version into one, so that the list stays bounded. */
function capUpdaters(managers: Managers): Managers {
  const seconds = ({ time }: Manager): number => (time === undefined ? 0 : Date.parse(time));
  const updaters = [...managers]
    .filter(([, manager]) => manager.operation === 'Update')
    .sort(([a, first], [b, second]) => seconds(first) - seconds(second) || compareText(a, b));
  let count = updaters.length;
  if (count <= MAXIMUM_UPDATERS) return managers;
  const result = new Map(managers);
  const firstOfVersion = new Map<string, string>();
  for (const [id, manager] of updaters) {
    if (count <= MAXIMUM_UPDATERS) break;
    const { apiVersion } = manager;
    const ancient = {
      manager: ANCIENT,
      operation: 'Update',
      apiVersion,
      subresource: '',
    } as const;
    const bucket = managerId(ancient);
    const first = firstOfVersion.get(apiVersion);
    if (first === undefined) {
      firstOfVersion.set(apiVersion, id);
      continue;
    }
    const collected = result.get(bucket) ?? result.get(first);
    if (!result.has(bucket)) result.delete(first);
    const fields = unionFieldSets(manager.fields, collected?.fields ?? manager.fields);
    result.delete(id);
    result.set(bucket, { ...ancient, fields, time: manager.time });
    count--;
  }
  return result;
}

/** The object after a server-side apply; `empty` is what a new object of the kind looks like. */
export function recordApply(
  schema: KindSchema,
  live: JsonObject,
  config: JsonObject,
  empty: JsonObject,
  owner: FieldOwner,
  now: string,
  options: { readonly force: boolean; readonly complete: (merged: JsonObject) => JsonObject },
): JsonObject {
  const bare = withoutManagedFields(live);
  const writer = writerOf(owner, 'Apply');
  let managers = decodeManagers(managedFieldsOf(live)) ?? new Map();
  if (managers.size === 0) {
    const before = { ...owner, manager: BEFORE_FIRST_APPLY };
    managers = updateManagers(schema, empty, bare, managers, before, now);
  }
  const apply = (force: boolean): Applied =>
    applyConfiguration(schema, bare, config, managers, writer, force);
  const isKubectl = owner.manager === KUBECTL;
  const applied = isKubectl
    ? applyAsKubectl(schema, bare, owner, options.force, apply)
    : apply(options.force);
  const after = new Map(stripServerOwned(applied.managers, writer.id));
  const mine = after.get(writer.id);
  const refresh = (object: JsonObject): JsonObject =>
    isKubectl ? refreshLastApplied(object, config) : object;
  if (applied.object === undefined) return withManagedFields(refresh(bare), after);
  if (mine !== undefined) after.set(writer.id, { ...mine, time: now });
  return withManagedFields(refresh(options.complete(applied.object)), after);
}

/** kubectl takes over what its client-side apply set, without a conflict. */
function applyAsKubectl(
  schema: KindSchema,
  live: JsonObject,
  owner: FieldOwner,
  force: boolean,
  apply: (force: boolean) => Applied,
): Applied {
  try {
    return apply(force);
  } catch (thrown) {
    if (!(thrown instanceof ApplyConflict)) throw thrown;
    yieldToKubectl(atomOf(schema, owner.apiVersion), live, thrown);
    return apply(true);
  }
}
