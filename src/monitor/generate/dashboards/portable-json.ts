import { isJsonObject, type JsonObject, type JsonValue } from '../../../model/json.ts';

/**
 * The schema that Grafana 7.5 writes. Every newer Grafana migrates dashboards of it when it
 * reads them, so one file serves all versions; 7.5 itself cannot read newer ones.
 */
const SCHEMA_VERSION = 27;

/** What the builders write out although Grafana assumes it anyway. */
const ASSUMED: Readonly<Record<string, JsonValue>> = {
  transparent: false,
  repeatDirection: 'h',
  skipUrlSync: false,
  allowCustomValue: true,
  auto: false,
  auto_min: '10s',
  auto_count: 30,
  range: false,
  fiscalYearStartMonth: 0,
  // Would move the links into a menu, where nobody looks for them.
  placement: 'inControlsMenu',
};

/** Turns what the builders make into JSON that Grafana 7.5 and all newer ones read. */
export function portableJson(value: unknown): JsonValue {
  if (Array.isArray(value)) return value.map(portableJson);
  if (typeof value !== 'object' || value === null) return value as JsonValue;
  const entries = Object.entries(value).flatMap(([key, child]): [string, JsonValue][] => {
    if (child === undefined || ASSUMED[key] === child) return [];
    if (key === 'datasource') return [[key, nameOfSource(child)]];
    if (key === 'schemaVersion') return [[key, SCHEMA_VERSION]];
    return [[key, portableJson(child)]];
  });
  const json: JsonObject = Object.fromEntries(entries);
  return json.type === 'heatmap' ? { ...json, ...HEATMAP_OF_OLD } : json;
}

/** Tells the heatmap of Grafana 8 and older that its buckets come from Prometheus. */
const HEATMAP_OF_OLD = { dataFormat: 'tsbuckets' };

/** A reference by type and uid, as old Grafana writes it: by name, or by a variable. */
function nameOfSource(reference: unknown): JsonValue {
  if (typeof reference !== 'object' || reference === null || !('uid' in reference)) {
    throw new Error('a datasource is not referred to by uid');
  }
  return String(reference.uid);
}

/** JSON with a line for each row and panel, so that differences can be reviewed. */
export function dashboardText(
  rows: readonly JsonValue[],
  dashboard: JsonValue,
  components: JsonValue,
) {
  return [
    `{"components":${JSON.stringify(components)},`,
    `"dashboard":${JSON.stringify(dashboard)},`,
    `"rows":[\n${rows.map(rowText).join(',\n')}\n]}\n`,
  ].join('\n');
}

function rowText(row: JsonValue): string {
  if (!isJsonObject(row) || !Array.isArray(row.panels)) throw new Error('not a row');
  const { panels, ...rest } = row;
  const head = JSON.stringify(rest).slice(0, -1);
  return `${head},"panels":[\n${panels.map((panel) => JSON.stringify(panel)).join(',\n')}\n]}`;
}
