import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { PathElement } from '../fieldpath/path-element.ts';
import { type Atom, kindOf, type ListType, type MapType, typeOfKey } from '../schema/atom.ts';
import { itemsByStep, stepOfItem } from './list-items.ts';

type Side = JsonValue | undefined;

/** Lays a configuration over a live value: what the configuration does not name stays. */
export function mergeTyped(atom: Atom, live: Side, config: Side): Side {
  if (config === undefined || live === config) return live;
  if (live === undefined) return config;
  const kind = kindOf(atom, config);
  if (kind === 'map' && atom.map !== undefined) return mergeAsMap(atom.map, live, config);
  if (kind === 'list' && atom.list !== undefined) return mergeAsList(atom.list, live, config);
  return config;
}

function mergeAsMap(map: MapType, live: JsonValue, config: JsonValue): Side {
  const left = isJsonObject(live) ? live : {};
  const right = isJsonObject(config) ? config : {};
  const bare = Object.keys(left).length === 0 && Object.keys(right).length === 0;
  return map.relationship === 'atomic' || bare ? config : mergeMaps(map, left, right);
}

function mergeAsList(list: ListType, live: JsonValue, config: JsonValue): Side {
  const left = Array.isArray(live) ? live : [];
  const right = Array.isArray(config) ? config : [];
  const bare = left.length + right.length === 0;
  return list.relationship === 'atomic' || bare ? config : mergeLists(list, left, right);
}

function mergeMaps(map: MapType, live: JsonObject, config: JsonObject): Side {
  const merged: Record<string, JsonValue> = {};
  let changed = false;
  for (const key of new Set([...Object.keys(live), ...Object.keys(config)])) {
    const type = typeOfKey(map, key);
    const value = type === undefined ? live[key] : mergeTyped(type.atom, live[key], config[key]);
    if (value !== undefined) merged[key] = value;
    if (value !== live[key]) changed = true;
  }
  if (!changed) return live;
  return Object.keys(merged).length > 0 ? merged : undefined;
}

interface Item {
  readonly step: PathElement;
  readonly value: JsonValue;
}

function itemsOf(list: ListType, values: readonly JsonValue[]): readonly Item[] {
  return values.flatMap((value) => {
    const named = stepOfItem(list, value);
    return 'step' in named ? [{ step: named.step, value }] : [];
  });
}

/**
 * Merges item by item. The configuration's order wins for the items it names;
 * every other item keeps its place relative to the shared items around it.
 */
function mergeLists(
  list: ListType,
  live: readonly JsonValue[],
  config: readonly JsonValue[],
): Side {
  const merged: JsonValue[] = [];
  const liveItems = itemsByStep(list, live);
  for (const { step, value } of weave(itemsOf(list, live), itemsOf(list, config))) {
    const before = liveItems.get(step) ?? [];
    // An item that live names twice has no one value to merge with.
    const item = mergeTyped(list.items.atom, before.length === 1 ? before[0] : undefined, value);
    if (item !== undefined) merged.push(item);
  }
  return merged.length > 0 ? merged : undefined;
}

/** The items of both lists in their merged order; shared items as the configuration has them. */
function* weave(live: readonly Item[], config: readonly Item[]): Generator<Item> {
  const inLive = new Set(live.map(({ step }) => step));
  const inConfig = new Set(config.map(({ step }) => step));
  const shared = config.filter(({ step }) => inLive.has(step)).map(({ step }) => step);
  const placed = new Set<PathElement>();
  const left = [...live];
  const right = [...config];
  let nextShared = shared.shift();
  while (left.length > 0 || right.length > 0) {
    const [item] = left;
    const [wanted] = right;
    if (item !== undefined && !inConfig.has(item.step)) {
      left.shift();
      yield item;
      continue;
    }
    if (item !== undefined && isElsewhere(item.step, wanted?.step, nextShared)) {
      left.shift();
      continue;
    }
    if (item !== undefined && (placed.has(item.step) || item.step === wanted?.step)) left.shift();
    if (wanted === undefined) continue;
    right.shift();
    placed.add(wanted.step);
    if (nextShared === wanted.step) nextShared = shared.shift();
    yield wanted;
  }
}

/** Whether a shared item of the live list has its place further on: where the configuration has it. */
function isElsewhere(
  step: PathElement,
  wanted: PathElement | undefined,
  nextShared: PathElement | undefined,
): boolean {
  return wanted !== undefined && step !== wanted && nextShared !== undefined && nextShared !== step;
}
