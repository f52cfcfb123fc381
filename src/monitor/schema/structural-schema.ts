import type { JsonObject } from '../../model/json.ts';
import type { ObjectSchema, Schema, StringSchema } from './schema.ts';

/** Kubernetes' own pattern for quantities, as generated CustomResourceDefinitions carry it. */
const QUANTITY_PATTERN =
  '^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$';

/** A schema as a CustomResourceDefinition states it: structural OpenAPI v3. */
export function structuralSchema(schema: Schema): JsonObject {
  const about = describe(schema);
  switch (schema.type) {
    case 'string':
      return defined({
        ...about,
        type: 'string',
        enum: allowedWords(schema),
        pattern: schema.pattern?.source,
        format: schema.format,
        default: schema.serverDefault,
      });
    case 'integer':
      return defined({
        ...about,
        type: 'integer',
        format: schema.format,
        minimum: schema.minimum,
        maximum: schema.maximum,
      });
    case 'number':
      return { ...about, type: 'number' };
    case 'boolean':
      return { ...about, type: 'boolean' };
    case 'int-or-string':
      return { ...about, ...INT_OR_STRING };
    case 'quantity':
      return { ...about, ...INT_OR_STRING, pattern: QUANTITY_PATTERN };
    case 'array':
      return defined({
        ...about,
        type: 'array',
        items: structuralSchema(schema.items),
        'x-kubernetes-list-type': schema.keys === undefined ? undefined : 'map',
        'x-kubernetes-list-map-keys': schema.keys,
      });
    case 'map':
      return { ...about, type: 'object', additionalProperties: structuralSchema(schema.values) };
    case 'any-object':
      return { ...about, type: 'object', 'x-kubernetes-preserve-unknown-fields': true };
    case 'object':
      return { ...about, ...objectSchema(schema) };
  }
}

/** An empty text is the same as none, unless the API server fills in a word. */
function allowedWords({ values, serverDefault }: StringSchema): readonly string[] | undefined {
  if (values === undefined || serverDefault !== undefined) return values;
  return [...values, ''];
}

const INT_OR_STRING = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
};

function objectSchema(schema: ObjectSchema): JsonObject {
  const properties: Record<string, JsonObject> = {};
  for (const [name, field] of Object.entries(schema.fields)) {
    properties[name] = structuralSchema(field);
  }
  for (const [alias, name] of Object.entries(schema.aliases)) {
    const field = schema.fields[name];
    if (field === undefined) continue;
    properties[alias] = {
      ...structuralSchema(field),
      description: `An older spelling of \`${name}\`.`,
    };
  }
  return defined({
    type: 'object',
    required: schema.required.length === 0 ? undefined : [...schema.required].sort(),
    properties,
    'x-kubernetes-map-type': schema.atomic ? 'atomic' : undefined,
  });
}

function describe(schema: Schema): JsonObject {
  if (schema.description === undefined) return {};
  const fallback = schema.fallback === undefined ? '' : ` Where unset: ${schema.fallback}.`;
  return { description: `${schema.description}${fallback}` };
}

function defined(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, child]) => child !== undefined));
}
