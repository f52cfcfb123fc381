import { isJsonObject, type JsonObject } from '../../model/json.ts';
import { throughGoStruct } from '../codec/go-struct.ts';
import { objectOf, withFields } from '../registry/metadata.ts';
import type { Codec } from '../registry/resource-type.ts';
import type { Atom } from '../schema/atom.ts';
import { builtin } from '../schema/builtin.ts';
import { dropNulls, prune, readStructural, setDefaults } from './structural-schema.ts';

const OBJECT_META = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

export interface CustomVersion {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  /** `openAPIV3Schema`; `undefined` where the version has none. */
  readonly schema: JsonObject | undefined;
}

/** The schema with what every object has: the names of its type, and metadata. */
function withTypeMeta(schema: JsonObject): JsonObject {
  return {
    ...schema,
    properties: {
      ...objectOf(schema.properties),
      apiVersion: { type: 'string' },
      kind: { type: 'string' },
      metadata: { allOf: [{ $ref: `#/components/schemas/${OBJECT_META}` }], default: {} },
    },
  };
}

/** `com.example.v1.Widget`: how OpenAPI documents name a custom kind. */
export function definitionName({ group, version, kind }: CustomVersion): string {
  return [...group.split('.').reverse(), version, kind].join('.');
}

/** Reads objects of a custom kind: prunes, defaults, and reads the metadata as Go does. */
export function customCodec(
  version: CustomVersion,
  atomOf: (apiVersion: string) => Atom | undefined,
): Codec {
  const { group, kind, schema } = version;
  const name = { apiVersion: `${group}/${version.version}`, kind };
  const structural = readStructural(schema);
  const withDefaults = (object: JsonObject): JsonObject =>
    withFields(objectOf(setDefaults(object, structural)), { metadata: object.metadata });
  const openApiSchema: JsonObject =
    schema === undefined
      ? { type: 'object', 'x-kubernetes-preserve-unknown-fields': true }
      : withTypeMeta(schema);
  return {
    definition: undefined,
    openApi: {
      name: definitionName(version),
      schema: {
        ...openApiSchema,
        'x-kubernetes-group-version-kind': [{ group, version: version.version, kind }],
      },
    },
    empty: name,
    decode: (object, report) => {
      const dropped = (path: string): void => report?.unknownField(path);
      const known = prune(object, structural, true, dropped);
      const pruned = objectOf(dropNulls(known, structural));
      const metadata = readMetadata(pruned, dropped);
      return { ...pruned, ...name, ...(metadata === undefined ? {} : { metadata }) };
    },
    setDefaults: withDefaults,
    // What was merged is not read again: what an applier let go of may be left as `null`.
    complete: (merged) => {
      const metadata = readMetadata(merged, () => {});
      return withFields(withDefaults(merged), { metadata });
    },
    atom: atomOf,
  };
}

function readMetadata(object: JsonObject, dropped: (path: string) => void): JsonObject | undefined {
  const { metadata } = object;
  if (!isJsonObject(metadata)) return undefined;
  return throughGoStruct(OBJECT_META, metadata, {
    unknownField: (path) => dropped(`metadata.${path}`),
  });
}

/** The atom of a custom kind's version. */
export function customAtom(schema: JsonObject | undefined): Atom {
  return builtin().atoms.schema(
    schema === undefined
      ? withTypeMeta({ type: 'object', 'x-kubernetes-preserve-unknown-fields': true })
      : withTypeMeta(schema),
    false,
  );
}
