import type { JsonObject, JsonValue } from '../../model/json.ts';
import { stringifyJson } from '../../model/json.ts';
import { nameOf, objectsOf, textOf } from '../registry/metadata.ts';
import type { TableView } from '../registry/resource-type.ts';
import { ageOf } from '../table/age.ts';
import { evaluateJsonPath, parseJsonPath } from './json-path.ts';

const NAME_COLUMN: JsonObject = {
  name: 'Name',
  type: 'string',
  format: 'name',
  description:
    'Name must be unique within a namespace. Is required when creating resources, although some resources may allow a client to request the generation of an appropriate name automatically. Name is primarily intended for creation idempotence and configuration definition. Cannot be updated. More info: https://kubernetes.io/docs/concepts/overview/working-with-objects/names#names',
  priority: 0,
};
const AGE: JsonObject = {
  name: 'Age',
  type: 'date',
  description:
    'CreationTimestamp is a timestamp representing the server time when this object was created. It is not guaranteed to be set in happens-before order across separate operations. Clients may not set this value. It is represented in RFC3339 form and is in UTC.\n\nPopulated by the system. Read-only. Null for lists. More info: https://git.k8s.io/community/contributors/devel/sig-architecture/api-conventions.md#metadata',
  jsonPath: '.metadata.creationTimestamp',
};

/** The table view that a version's `additionalPrinterColumns` ask for. */
export function customTable(printerColumns: JsonValue | undefined): TableView {
  const wanted = objectsOf(printerColumns);
  const columns = (wanted.length === 0 ? [AGE] : wanted).map((column) => ({
    definition: {
      name: textOf(column.name),
      type: textOf(column.type),
      format: textOf(column.format),
      description:
        textOf(column.description) ||
        `Custom resource definition column (in JSONPath format): ${textOf(column.jsonPath)}`,
      priority: typeof column.priority === 'number' ? column.priority : 0,
    },
    path: parseJsonPath(textOf(column.jsonPath)),
  }));
  return {
    columns: [NAME_COLUMN, ...columns.map(({ definition }) => definition)],
    cells: (object, now) => [
      nameOf(object),
      ...columns.map(({ definition, path }) => {
        if (path === undefined) return null;
        return cellOf(definition.type, evaluateJsonPath(path, object), now);
      }),
    ],
  };
}

function cellOf(type: string, values: readonly JsonValue[], now: number): JsonValue {
  const [value] = values;
  if (value === undefined || value === null) return null;
  switch (type) {
    case 'integer':
      return typeof value === 'number' ? Math.trunc(value) : null;
    case 'number':
      return typeof value === 'number' ? value : null;
    case 'boolean':
      return typeof value === 'boolean' ? value : null;
    case 'date':
      return typeof value === 'string' ? ageOf(value, now) : null;
    default:
      return printText(value);
  }
}

function printText(value: JsonValue): string {
  return typeof value === 'string' ? value : stringifyJson(value);
}
