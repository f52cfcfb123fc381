import { array, boolean, int32, object, quantity, string, texts } from '../builders.ts';

/** Schemas of Kubernetes' references to keys, fields and objects, as in a Pod. */

export const localObjectReference = object({ name: string() }, { atomic: true });

export const keySelector = object(
  { key: string(), name: string(), optional: boolean() },
  { required: ['key'], atomic: true },
);

export const fieldRef = object(
  { apiVersion: string(), fieldPath: string() },
  { required: ['fieldPath'], atomic: true },
);

export const resourceFieldRef = object(
  { containerName: string(), divisor: quantity(), resource: string() },
  { required: ['resource'], atomic: true },
);

export const labelSelector = object(
  {
    matchExpressions: array(
      object(
        {
          key: string(),
          operator: string(undefined, { values: ['In', 'NotIn', 'Exists', 'DoesNotExist'] }),
          values: array(string()),
        },
        { required: ['key', 'operator'] },
      ),
    ),
    matchLabels: texts(),
  },
  { atomic: true },
);

export const keyToPath = object(
  { key: string(), mode: int32(), path: string() },
  { required: ['key', 'path'] },
);
