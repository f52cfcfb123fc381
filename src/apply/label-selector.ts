import { isJsonObject, type JsonValue } from '../model/json.ts';
import { valueAt } from '../model/manifest.ts';

/**
 * The `labelSelector` of a request for what a workload's `spec.selector` selects:
 * `app=db,tier in (a,b),!legacy`. `undefined` for a selector that selects
 * everything, or that cannot be understood.
 */
export function formatLabelSelector(selector: JsonValue | undefined): string | undefined {
  const labels = valueAt(selector, ['matchLabels']) ?? {};
  const expressions = valueAt(selector, ['matchExpressions']) ?? [];
  if (!isJsonObject(labels) || !Array.isArray(expressions)) return undefined;
  const terms = [
    ...Object.entries(labels).map(([name, value]) => `${name}=${String(value)}`),
    ...expressions.map(formatExpression),
  ];
  return terms.length === 0 || terms.includes(undefined) ? undefined : terms.join(',');
}

function formatExpression(expression: JsonValue): string | undefined {
  const key = valueAt(expression, ['key']);
  const values = valueAt(expression, ['values']);
  if (typeof key !== 'string') return undefined;
  const list = Array.isArray(values) ? values.map(String).join(',') : undefined;
  switch (valueAt(expression, ['operator'])) {
    case 'In':
      return list === undefined ? undefined : `${key} in (${list})`;
    case 'NotIn':
      return list === undefined ? undefined : `${key} notin (${list})`;
    case 'Exists':
      return key;
    case 'DoesNotExist':
      return `!${key}`;
    default:
      return undefined;
  }
}
