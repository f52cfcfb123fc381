import type {
  AnyObjectSchema,
  ArraySchema,
  BooleanSchema,
  IntegerFormat,
  IntegerSchema,
  IntOrStringSchema,
  MapSchema,
  NumberSchema,
  ObjectSchema,
  Properties,
  QuantitySchema,
  Schema,
  StringSchema,
} from './schema.ts';

type Rest<S extends Schema, Given extends string> = Omit<S, 'type' | 'description' | Given>;

export function string<const Value extends string = string>(
  description?: string,
  rest: Rest<StringSchema<Value>, never> = {},
): StringSchema<Value> {
  return { type: 'string', description, ...rest };
}

export function int32(
  description?: string,
  rest: Rest<IntegerSchema, 'format'> = {},
): IntegerSchema<'int32'> {
  return integer('int32', description, rest);
}

export function int64(
  description?: string,
  rest: Rest<IntegerSchema, 'format'> = {},
): IntegerSchema<'int64'> {
  return integer('int64', description, rest);
}

function integer<Format extends IntegerFormat>(
  format: Format,
  description: string | undefined,
  rest: Rest<IntegerSchema, 'format'>,
): IntegerSchema<Format> {
  return { type: 'integer', format, description, ...rest };
}

export function number(description?: string): NumberSchema {
  return { type: 'number', description };
}

export function boolean(
  description?: string,
  rest: Rest<BooleanSchema, never> = {},
): BooleanSchema {
  return { type: 'boolean', description, ...rest };
}

export function intOrString(description?: string): IntOrStringSchema {
  return { type: 'int-or-string', description };
}

export function quantity(description?: string): QuantitySchema {
  return { type: 'quantity', description };
}

export function array<Item extends Schema>(
  items: Item,
  description?: string,
  rest: Rest<ArraySchema<Item>, 'items'> = {},
): ArraySchema<Item> {
  return { type: 'array', items, description, ...rest };
}

export function map<Value extends Schema>(
  values: Value,
  description?: string,
  rest: Rest<MapSchema<Value>, 'values'> = {},
): MapSchema<Value> {
  return { type: 'map', values, description, ...rest };
}

/** Texts by text: labels, annotations, environment variables. */
export function texts(description?: string): MapSchema<StringSchema> {
  return map(string(), description);
}

export function anyObject(description?: string): AnyObjectSchema {
  return { type: 'any-object', description };
}

export function object<Fields extends Properties, const Required extends string = never>(
  fields: Fields,
  rest: {
    readonly description?: string;
    readonly fallback?: string;
    readonly required?: readonly (Required & keyof Fields)[];
    readonly aliases?: Readonly<Record<string, string & keyof Fields>>;
    readonly atomic?: boolean;
  } = {},
): ObjectSchema<Fields, Required> {
  return {
    type: 'object',
    fields,
    description: rest.description,
    fallback: rest.fallback,
    required: rest.required ?? [],
    aliases: rest.aliases ?? {},
    atomic: rest.atomic ?? false,
  };
}

/** The same schema with words for the place it is used in. */
export function described<S extends Schema>(schema: S, description: string, fallback?: string): S {
  return { ...schema, description, fallback };
}
