import { isJsonObject, type JsonObject, parseJson } from '../../model/json.ts';

export interface DashboardFile {
  /** The key of the ConfigMap. */
  readonly file: string;
  readonly dashboard: JsonObject;
}

/** Longer texts are not read. */
const longestText = 1024 * 1024;

/** The Grafana dashboards that a ConfigMap holds; none of anything else. */
export function grafanaDashboardsIn(object: JsonObject | undefined): readonly DashboardFile[] {
  const data = object?.kind === 'ConfigMap' ? object.data : undefined;
  if (!isJsonObject(data)) return [];
  return Object.entries(data).flatMap(([file, text]) => {
    if (!file.endsWith('.json') || typeof text !== 'string' || text.length > longestText) {
      return [];
    }
    const dashboard = parsed(text);
    return isJsonObject(dashboard) && Array.isArray(dashboard.panels) ? [{ file, dashboard }] : [];
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}
