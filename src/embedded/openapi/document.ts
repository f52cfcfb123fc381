import { createHash } from 'node:crypto';
import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { apiVersionOf, type ResourceType } from '../registry/resource-type.ts';
import type { TypeCatalog } from '../registry/type-catalog.ts';
import { builtin } from '../schema/builtin.ts';
import { closureOf } from './closure.ts';
import { pathsOf } from './paths.ts';

const V3 = '#/components/schemas/';
const V2 = '#/definitions/';

const INFO: JsonObject = { title: 'Kubernetes', version: '' };

function info(): JsonObject {
  return { ...INFO, version: String(builtin().version.gitVersion) };
}

/** `api/v1`, `apis/apps/v1`: how the index of OpenAPI v3 names a group's version. */
function indexKey(apiVersion: string): string {
  return apiVersion.includes('/') ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

function typesByVersion(types: TypeCatalog): ReadonlyMap<string, readonly ResourceType[]> {
  return Map.groupBy(types.all(), ({ info }) => indexKey(apiVersionOf(info)));
}

/** `/openapi/v3`: where each group's document is. */
export function openApiV3Index(types: TypeCatalog): JsonObject {
  const paths: Record<string, JsonValue> = {};
  for (const key of [...typesByVersion(types).keys()].sort()) {
    const hash = createHash('sha512').update(`${key}/${types.generation}`).digest('hex');
    paths[key] = { serverRelativeURL: `/openapi/v3/${key}?hash=${hash.toUpperCase()}` };
  }
  return { paths };
}

/** `/openapi/v3/apis/GROUP/VERSION`. */
export function openApiV3(types: TypeCatalog, key: string): JsonObject | undefined {
  const served = typesByVersion(types).get(key);
  if (served === undefined) return undefined;
  return {
    openapi: '3.0.0',
    info: info(),
    paths: Object.assign({}, ...served.map((type) => pathsOf(type, V3))),
    components: { schemas: closureOf(served) },
  };
}

/** `/openapi/v2`: everything in one document. */
export function openApiV2(types: TypeCatalog): JsonObject {
  const served = types.all();
  return {
    swagger: '2.0',
    info: info(),
    paths: Object.assign({}, ...served.map((type) => pathsOf(type, V2))),
    definitions: toV2(closureOf(served)),
  };
}

/** OpenAPI v2 has no `nullable` and no `oneOf`, and refers without `allOf`. */
function toV2(schema: JsonValue): JsonValue {
  if (Array.isArray(schema)) return schema.map(toV2);
  if (!isJsonObject(schema)) return schema;
  const converted: Record<string, JsonValue> = {};
  for (const [key, value] of Object.entries(schema)) {
    if (value === undefined || key === 'nullable') continue;
    if (key === '$ref') converted[key] = String(value).replace(V3, V2);
    else if (key === 'oneOf') converted.type = 'string';
    else if (key === 'allOf' && Array.isArray(value) && isJsonObject(value[0])) {
      Object.assign(converted, toV2(value[0]));
    } else if (key !== 'default') converted[key] = toV2(value);
  }
  return converted;
}
