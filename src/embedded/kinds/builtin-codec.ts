import type { JsonObject } from '../../model/json.ts';
import { throughGoStruct } from '../codec/go-struct.ts';
import { setStructDefaults } from '../defaults/set-defaults.ts';
import type { Codec } from '../registry/resource-type.ts';
import { builtin } from '../schema/builtin.ts';

/** Reads a built-in kind as its Go type does. */
export function builtinCodec(
  definition: string,
  apiVersion: string,
  kind: string,
  setDefaults: (object: JsonObject) => JsonObject,
): Codec {
  const name = { apiVersion, kind };
  const decode: Codec['decode'] = (object, report) => ({
    ...throughGoStruct(definition, object, report),
    ...name,
  });
  const withDefaults = (object: JsonObject): JsonObject =>
    setDefaults(setStructDefaults(definition, object));
  return {
    definition,
    openApi: { name: definition, schema: builtin().definitions[definition] ?? {} },
    empty: throughGoStruct(definition, name),
    decode,
    setDefaults: withDefaults,
    complete: (merged) => withDefaults(decode(merged)),
    atom: (version) =>
      version === apiVersion ? builtin().atoms.definition(definition) : undefined,
  };
}
