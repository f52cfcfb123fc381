import type { JsonObject } from '../../model/json.ts';
import { metadataOf, objectOf, objectsOf, textOf, textsOf } from './metadata.ts';

/** Whether a `LabelSelector` selects an object; an empty one selects everything. */
export function labelsMatch(selector: JsonObject, object: JsonObject): boolean {
  const labels = objectOf(metadataOf(object).labels);
  const wanted = Object.entries(objectOf(selector.matchLabels));
  if (!wanted.every(([key, value]) => labels[key] === value)) return false;
  return objectsOf(selector.matchExpressions).every((expression) => {
    const value = labels[textOf(expression.key)];
    const values = textsOf(expression.values);
    switch (expression.operator) {
      case 'In':
        return value !== undefined && values.includes(textOf(value));
      case 'NotIn':
        return value === undefined || !values.includes(textOf(value));
      case 'Exists':
        return value !== undefined;
      default:
        return value === undefined;
    }
  });
}
