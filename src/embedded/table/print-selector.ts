import type { JsonObject } from '../../model/json.ts';
import { objectOf, objectsOf, textOf, textsOf } from '../registry/metadata.ts';

/** A `LabelSelector` as text: `app=web,tier in (a,b)`. */
export function printSelector(selector: JsonObject): string {
  const labels = Object.entries(objectOf(selector.matchLabels)).map(
    ([key, value]) => `${key}=${textOf(value)}`,
  );
  const expressions = objectsOf(selector.matchExpressions).map((expression) => {
    const key = textOf(expression.key);
    const values = textsOf(expression.values).toSorted().join(',');
    switch (expression.operator) {
      case 'In':
        return `${key} in (${values})`;
      case 'NotIn':
        return `${key} notin (${values})`;
      case 'Exists':
        return key;
      default:
        return `!${key}`;
    }
  });
  return [...labels, ...expressions].toSorted().join(',');
}

/** Labels as text; `<none>` where there are none. */
export function printLabels(labels: JsonObject): string {
  const pairs = Object.entries(labels).map(([key, value]) => `${key}=${textOf(value)}`);
  return pairs.length === 0 ? '<none>' : pairs.toSorted().join(',');
}
