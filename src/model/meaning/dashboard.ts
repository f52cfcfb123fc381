import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../json.ts';
import { changedFields, itemsBy } from './named-items.ts';
import { namedChanges } from './set-changes.ts';

export function isDashboard(file: JsonObject): boolean {
  return Array.isArray(file.panels) && ('schemaVersion' in file || 'title' in file);
}

/** Panels that came and went, and what changed in the others: queries and thresholds first. */
export function dashboardMeaning(before: JsonObject, after: JsonObject): readonly string[] {
  const panels = namedChanges('panel', panelsOf(before), panelsOf(after), panelChange);
  const others = changedFields(before, after, jsonEquals)
    .filter((name) => name !== 'panels' && name !== 'version')
    .map((name) => `dashboard ${name} changed`);
  return [...panels, ...others];
}

function panelChange(before: JsonObject, after: JsonObject): string | undefined {
  const [old, now] = [queriesOf(before), queriesOf(after)];
  if (!jsonEquals(old, now)) return `query ${old.join('; ')} -> ${now.join('; ')}`;
  if (!jsonEquals(thresholdsOf(before), thresholdsOf(after))) return thresholdChange(before, after);
  const fields = changedFields(before, after, jsonEquals);
  return fields.length === 0 ? undefined : `${fields.join(', ')} changed`;
}

/** Panels by title, those inside rows among them. */
function panelsOf({ panels }: JsonObject): ReadonlyMap<string, JsonObject> {
  const list = Array.isArray(panels) ? panels.filter(isJsonObject) : [];
  const inside = list.flatMap((row) => (Array.isArray(row.panels) ? row.panels : []));
  return itemsBy([...list.filter(({ type }) => type !== 'row'), ...inside], 'title');
}

function queriesOf({ targets }: JsonObject): readonly string[] {
  const list = Array.isArray(targets) ? targets.filter(isJsonObject) : [];
  return list.map(({ expr }) => String(expr ?? ''));
}

function thresholdsOf({ fieldConfig, thresholds }: JsonObject): JsonValue {
  const defaults = isJsonObject(fieldConfig) ? fieldConfig.defaults : undefined;
  return [thresholds ?? null, (isJsonObject(defaults) ? defaults.thresholds : undefined) ?? null];
}

function thresholdChange(before: JsonObject, after: JsonObject): string {
  const [old, now] = [thresholdText(before), thresholdText(after)];
  return old === now ? 'thresholds changed' : `thresholds ${old} -> ${now}`;
}

/** `red from 80, green from 90`; `none` where there are none, or in no form that is known. */
function thresholdText(panel: JsonObject): string {
  const [old, defaults] = thresholdsOf(panel) as readonly JsonValue[];
  const list = isJsonObject(defaults) ? defaults.steps : old;
  const steps = Array.isArray(list) ? list.filter(isJsonObject) : [];
  const texts = steps.flatMap(({ value, color, colorMode }) =>
    typeof value === 'number' ? [`${String(color ?? colorMode ?? 'no colour')} from ${value}`] : [],
  );
  return texts.length === 0 ? 'none' : texts.join(', ');
}
