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
  if (kind === 'map' && atom.map !== undefined) {
    const left = isJsonObject(live) ? live : {};
    const right = isJsonObject(config) ? config : {};
    const bare = Object.keys(left).length === 0 && Object.keys(right).length === 0;
    if (atom.map.relationship !== 'atomic' && !bare) return mergeMaps(atom.map, left, right);
  } else if (kind === 'list' && atom.list !== undefined) {
    const left = Array.isArray(live) ? live : [];
    const right = Array.isArray(config) ? config : [];
    if (atom.list.relationship !== 'atomic' && left.length + right.length > 0) {
      return mergeLists(atom.list, left, right);
    }
  }
  return config;
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

function stepsOf(list: ListType, items: readonly JsonValue[]): readonly PathElement[] {
  return items.flatMap((item) => {
    const named = stepOfItem(list, item);
    return 'step' in named ? [named.step] : [];
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
  const left = stepsOf(list, live);
  const right = stepsOf(list, config);
  const liveItems = itemsByStep(list, live);
  const configItems = itemsByStep(list, config);
  const merged: JsonValue[] = [];
  const add = (step: PathElement, item: Side): void => {
    const before = liveItems.get(step) ?? [];
    // An item that live names twice has no one value to merge with.
    const value = mergeTyped(list.items.atom, before.length === 1 ? before[0] : undefined, item);
    if (value !== undefined) merged.push(value);
  };
  const shared = right.filter((step) => liveItems.has(step));
  const placed = new Set<PathElement>();
  let nextShared = shared.shift();
  let l = 0;
  let r = 0;
  while (l < left.length || r < right.length) {
    const step = left[l];
    const wanted = right[r];
    if (step !== undefined && wanted !== undefined) {
      if (step === wanted) {
        placed.add(step);
        add(step, configItems.get(step)?.[0]);
        l++;
        r++;
        nextShared = shared.shift();
        continue;
      }
      if (configItems.has(step) && nextShared !== undefined && nextShared !== step) {
        l++;
        continue;
      }
    }
    if (step !== undefined) {
      const item = live[l];
      if (!configItems.has(step)) {
        if (item !== undefined) merged.push(item);
        l++;
        continue;
      }
      if (placed.has(step)) l++;
    }
    if (wanted !== undefined) {
      placed.add(wanted);
      add(wanted, configItems.get(wanted)?.[0]);
      r++;
      if (nextShared === wanted) nextShared = shared.shift();
    }
  }
  return merged.length > 0 ? merged : undefined;
}
