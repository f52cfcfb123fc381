/**
 * A small schema language: plain data that is read three ways, as TypeScript
 * types (`Infer`), as validation with positions (`decode`) and as a structural
 * schema of a CustomResourceDefinition (`structuralSchema`). It says exactly
 * what Kubernetes' structural schemas can say, and costs nothing to load.
 */

interface Described {
  readonly description?: string | undefined;
  /** What applies where the field is unset, in words for the documentation. */
  readonly fallback?: string | undefined;
}

export interface StringSchema<Value extends string = string> extends Described {
  readonly type: 'string';
  readonly values?: readonly Value[] | undefined;
  /** Also read by the API server, in Go: no look-around and no back-references. */
  readonly pattern?: RegExp | undefined;
  /** What the pattern asks for, as in "must be …". */
  readonly shape?: string | undefined;
  readonly format?: 'date-time' | undefined;
  /** A default that the API server fills in. */
  readonly serverDefault?: Value | undefined;
  /** The value is secret: no message may quote it. */
  readonly secret?: boolean | undefined;
}

export interface IntegerSchema<Format extends IntegerFormat = IntegerFormat> extends Described {
  readonly type: 'integer';
  readonly format: Format;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
}

/** A number that need not be whole. */
export interface NumberSchema extends Described {
  readonly type: 'number';
}

export interface BooleanSchema extends Described {
  readonly type: 'boolean';
}

/** A port by number or name. */
export interface IntOrStringSchema extends Described {
  readonly type: 'int-or-string';
}

/** An amount of a resource: `500m`, `4Gi`, `2`. */
export interface QuantitySchema extends Described {
  readonly type: 'quantity';
}

export interface ArraySchema<Item extends Schema = Schema> extends Described {
  readonly type: 'array';
  readonly items: Item;
  /** The fields that tell one item from another; makes the list a map for server-side apply. */
  readonly keys?: readonly string[] | undefined;
}

export interface MapSchema<Value extends Schema = Schema> extends Described {
  readonly type: 'map';
  readonly values: Value;
}

/** An object whose fields are not looked into. */
export interface AnyObjectSchema extends Described {
  readonly type: 'any-object';
}

export interface ObjectSchema<
  Fields extends Properties = Properties,
  Required extends string = string,
> extends Described {
  readonly type: 'object';
  readonly fields: Fields;
  readonly required: readonly Required[];
  /** Older spellings that are still read, by the field they mean. */
  readonly aliases: Readonly<Record<string, string>>;
  /** Server-side apply takes the object as a whole. */
  readonly atomic: boolean;
}

export type IntegerFormat = 'int32' | 'int64';

export type Schema =
  | StringSchema
  | IntegerSchema
  | NumberSchema
  | BooleanSchema
  | IntOrStringSchema
  | QuantitySchema
  | ArraySchema
  | MapSchema
  | AnyObjectSchema
  | ObjectSchema;

export interface Properties {
  readonly [name: string]: Schema;
}

/** The TypeScript type of what a schema accepts. */
export type Infer<S> =
  S extends StringSchema<infer Value>
    ? Value
    : S extends IntegerSchema<infer Format>
      ? Format extends 'int32'
        ? number
        : number | bigint
      : S extends NumberSchema
        ? number
        : S extends BooleanSchema
          ? boolean
          : S extends IntOrStringSchema | QuantitySchema
            ? number | bigint | string
            : S extends ArraySchema<infer Item>
              ? readonly Infer<Item>[]
              : S extends MapSchema<infer Value>
                ? Readonly<Record<string, Infer<Value>>>
                : S extends ObjectSchema<infer Fields, infer Required>
                  ? InferFields<Fields, Required>
                  : S extends AnyObjectSchema
                    ? Readonly<Record<string, never>>
                    : never;

type InferFields<Fields extends Properties, Required extends string> = {
  readonly [Name in keyof Fields & Required]: Infer<Fields[Name]>;
} & {
  readonly [Name in Exclude<keyof Fields, Required>]?: Infer<Fields[Name]>;
};
