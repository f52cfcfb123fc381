import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { listOf, nameOf, objectOf, objectsOf } from '../registry/metadata.ts';
import { ApiError } from '../status/api-error.ts';

/**
 * Refuses definitions that ask for what is not emulated: an object that such a
 * rule would refuse on a real cluster must not be accepted here.
 */
export function refuseUnsupported(definition: JsonObject): void {
  const spec = objectOf(definition.spec);
  const name = nameOf(definition);
  if (objectOf(spec.conversion).strategy === 'Webhook') {
    throw notImplemented(name, 'conversion webhooks');
  }
  for (const version of objectsOf(spec.versions)) {
    if (hasRules(objectOf(version.schema).openAPIV3Schema)) {
      throw notImplemented(name, 'x-kubernetes-validations (CEL rules)');
    }
  }
}

function hasRules(schema: JsonValue | undefined): boolean {
  if (Array.isArray(schema)) return schema.some(hasRules);
  if (!isJsonObject(schema)) return false;
  if (listOf(schema['x-kubernetes-validations']).length > 0) return true;
  return Object.values(schema).some(hasRules);
}

function notImplemented(name: string, what: string): ApiError {
  const message = `customresourcedefinitions.apiextensions.k8s.io ${JSON.stringify(name)}: the embedded API does not know ${what}; use a real cluster, or a definition without them`;
  return new ApiError(501, 'NotImplemented', message);
}
