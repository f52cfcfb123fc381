import { isJsonObject, type JsonValue, jsonEquals } from '../model/json.ts';
import { type Manifest, type Rendered, valueAt } from '../model/manifest.ts';
import { formatObjectId, type ObjectId, objectIdOf, objectKey } from '../model/object-id.ts';
import type { DriftedField, FieldChange } from './drifted-field.ts';
import { isSamePlace } from './list-places.ts';
import { idNow, isSameObject, type Renamed } from './renamed-object.ts';
import type { Rendering } from './rendering.ts';
import { withField, withoutEmptyOnTheWay } from './with-field.ts';

/** What an edit may change. */
export interface Allowed {
  readonly target: string;
  /** Drifted fields of the target that are still to be adopted. */
  readonly fields: readonly DriftedField[];
  /** Names that earlier edits have changed. */
  readonly renames: readonly Renamed[];
  /** The TidbMonitor that is edited in the place of a child of it. */
  readonly monitor: { readonly id: ObjectId; readonly changes: readonly FieldChange[] } | undefined;
}

/** What an edit does. */
export interface Judgement {
  /** Fields that are now wanted as they are live. */
  readonly adopted: readonly DriftedField[];
  /** What would change besides, as messages name it: nothing may. */
  readonly besides: readonly string[];
  /** What else comes of the edited TidbMonitor and changes with it, as messages name it. */
  readonly alongside: readonly string[];
  /** A generated object whose name follows its content. */
  readonly renamed: Renamed | undefined;
}

/** Compares what is wanted before and after an edit, in all targets. */
export function judgeEdit(before: Rendering, after: Rendering, allowed: Allowed): Judgement {
  const { target } = allowed;
  const others = [...before].flatMap(([name, rendering]) => {
    if (name === target) return [];
    const same = sameObjects(rendering?.built, after.get(name)?.built);
    return same ? [] : [`target ${name}`];
  });
  const [old, now] = [before.get(target)?.objects ?? [], after.get(target)?.objects ?? []];
  const renamed = renamedIn(old, now);
  const found = byKey(renamed === undefined ? now : now.map((one) => underOldName(one, renamed)));
  const adopted: DriftedField[] = [];
  const besides: string[] = [];
  const alongside: string[] = [];
  const built = byKey([...(before.get(target)?.built ?? []), ...(after.get(target)?.built ?? [])]);
  // Of all TidbMonitors only the edited one may change, so all else that is generated is its own.
  const isGenerated = (key: string) => allowed.monitor !== undefined && !built.has(key);
  for (const { manifest } of old) {
    const key = objectKey(objectIdOf(manifest));
    const changed = found.get(key);
    found.delete(key);
    if (jsonEquals(manifest, changed)) continue;
    const result = judgeObject(manifest, changed, allowed);
    adopted.push(...result.adopted);
    if (!result.changesMore) continue;
    (isGenerated(key) ? alongside : besides).push(formatObjectId(objectIdOf(manifest)));
  }
  for (const [key, manifest] of found) {
    (isGenerated(key) ? alongside : besides).push(formatObjectId(objectIdOf(manifest)));
  }
  return { adopted, besides: [...besides, ...others], alongside, renamed };
}

function byKey(objects: readonly { readonly manifest: Manifest }[]): Map<string, Manifest> {
  return new Map(objects.map(({ manifest }) => [objectKey(objectIdOf(manifest)), manifest]));
}

function sameObjects(
  a: readonly Rendered[] | undefined,
  b: readonly Rendered[] | undefined,
): boolean {
  if (a === undefined || b === undefined) return a === b;
  return (
    a.length === b.length &&
    a.every(({ manifest }, index) => jsonEquals(manifest, b[index]?.manifest))
  );
}

/** The fields of an object that are adopted, and whether anything else of it changes. */
function judgeObject(
  before: Manifest,
  after: Manifest | undefined,
  { fields, monitor, renames }: Allowed,
): { readonly adopted: readonly DriftedField[]; readonly changesMore: boolean } {
  if (after === undefined) return { adopted: [], changesMore: true };
  const id = objectIdOf(before);
  const isMonitor = monitor !== undefined && objectKey(monitor.id) === objectKey(id);
  let expected: JsonValue = before;
  let compared: JsonValue = after;
  for (const { path, after: value } of isMonitor ? monitor.changes : []) {
    expected = withoutEmptyOnTheWay(withField(expected, path, value), path);
    compared = withoutEmptyOnTheWay(compared, path);
  }
  const adopted: DriftedField[] = [];
  for (const field of fields) {
    if (!isSameObject(id, idNow(field.id, renames))) continue;
    if (field.live !== undefined && !isSamePlace(before, after, field.path)) continue;
    const live = withoutEmptyOnTheWay(asLive(expected, field), field.path);
    if (!isAsLive(live, after, field)) continue;
    expected = live;
    compared = withoutEmptyOnTheWay(compared, field.path);
    adopted.push(field);
  }
  return { adopted, changesMore: !jsonEquals(expected, compared) };
}

function asLive(object: JsonValue, { path, wanted, live }: DriftedField): JsonValue | undefined {
  const list = path.slice(0, -1);
  const items = valueAt(object, list);
  const isNewItem = typeof path.at(-1) === 'number' && wanted === undefined;
  return isNewItem && Array.isArray(items) && live !== undefined
    ? withField(object, list, [...items, live])
    : withField(object, path, live);
}

/** Items of lists move up where one goes: then the whole list tells. */
function isAsLive(expected: JsonValue, after: Manifest, { path }: DriftedField): boolean {
  const at = typeof path.at(-1) === 'number' ? path.slice(0, -1) : path;
  return jsonEquals(valueAt(expected, at), valueAt(after, at));
}

/** One object that went while one of the same kind came. */
function renamedIn(before: readonly Rendered[], after: readonly Rendered[]): Renamed | undefined {
  const [old, now] = [byKey(before), byKey(after)];
  const [gone, ...moreGone] = [...old].filter(([key]) => !now.has(key));
  const [come, ...moreCome] = [...now].filter(([key]) => !old.has(key));
  if (gone === undefined || come === undefined || moreGone.length + moreCome.length > 0) {
    return undefined;
  }
  const [from, to] = [objectIdOf(gone[1]), objectIdOf(come[1])];
  return objectKey({ ...from, name: to.name }) === objectKey(to) ? { from, to } : undefined;
}

function underOldName({ manifest }: Rendered, { from, to }: Renamed): { manifest: Manifest } {
  return { manifest: replaceText(manifest, to.name, from.name) as Manifest };
}

function replaceText(value: JsonValue, from: string, to: string): JsonValue {
  if (value === from) return to;
  if (Array.isArray(value)) return value.map((item) => replaceText(item, from, to));
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      child === undefined ? undefined : replaceText(child, from, to),
    ]),
  );
}
