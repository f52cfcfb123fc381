import type { FieldChange } from '../change.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { readDocuments } from '../yaml/read-documents.ts';
import { toJson } from '../yaml/to-json.ts';
import { dashboardMeaning, isDashboard } from './dashboard.ts';
import { isPrometheusConfiguration, prometheusMeaning } from './prometheus.ts';
import { isRuleFile, rulesMeaning } from './rules.ts';

/** Larger texts are not read: they are shown as they are. */
const longestText = 1024 * 1024;

/** What a file in a ConfigMap says, where it is one that Prometheus or Grafana reads. */
export function configurationMeaning({ path, before, after }: FieldChange): readonly string[] {
  const [root, key] = path;
  if (root !== 'data' || path.length !== 2 || typeof key !== 'string') return [];
  if (before === undefined) return [`file ${key} added`];
  if (after === undefined) return [`file ${key} removed`];
  const [old, now] = [read(before), read(after)];
  if (old === undefined) return [];
  if (now === undefined) return [`${key} cannot be parsed any more`];
  if (isPrometheusConfiguration(old)) return prometheusMeaning(old, now);
  if (isRuleFile(old)) return rulesMeaning(old, now);
  return isDashboard(old) ? dashboardMeaning(old, now) : [];
}

function read(text: JsonValue): JsonObject | undefined {
  if (typeof text !== 'string' || text.length > longestText) return undefined;
  const { documents, problems } = readDocuments(text, 'text', { rules: 'kubernetes' });
  const [document, second] = documents;
  if (document === undefined || second !== undefined || problems.length > 0) return undefined;
  const value = toJson(document.root, 'kubernetes', []);
  return isJsonObject(value) ? value : undefined;
}
