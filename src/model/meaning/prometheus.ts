import { isJsonObject, type JsonObject, type JsonValue, jsonEquals } from '../json.ts';
import { changedFields, itemsBy } from './named-items.ts';
import { namedChanges } from './set-changes.ts';

export function isPrometheusConfiguration(file: JsonObject): boolean {
  return 'scrape_configs' in file || isJsonObject(file.global);
}

/** Scrape jobs that came, went and changed, and the other parts that differ. */
export function prometheusMeaning(before: JsonObject, after: JsonObject): readonly string[] {
  const jobs = namedChanges(
    'scrape job',
    itemsBy(before.scrape_configs, 'job_name'),
    itemsBy(after.scrape_configs, 'job_name'),
    (old, now) => changesOf(old, now),
  );
  const settings = namedChanges(
    'global',
    fieldsOf(before.global),
    fieldsOf(after.global),
    (old, now) => (jsonEquals(old, now) ? undefined : `${text(old)} -> ${text(now)}`),
  );
  const others = changedFields(before, after, jsonEquals)
    .filter((name) => name !== 'scrape_configs' && name !== 'global')
    .map((name) => `${name} changed`);
  return [...jobs, ...settings, ...others];
}

function changesOf(before: JsonObject, after: JsonObject): string | undefined {
  const fields = changedFields(before, after, jsonEquals);
  return fields.length === 0 ? undefined : `${fields.join(', ')} changed`;
}

function fieldsOf(value: JsonValue | undefined): ReadonlyMap<string, JsonValue> {
  const entries = isJsonObject(value) ? Object.entries(value) : [];
  return new Map(entries.filter((entry): entry is [string, JsonValue] => entry[1] !== undefined));
}

function text(value: JsonValue): string {
  return typeof value === 'object' ? 'changed' : String(value);
}
