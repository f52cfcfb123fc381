import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import { throughGoStruct } from '../codec/go-struct.ts';
import { recordUpdate } from '../managed-fields/field-manager.ts';
import { formatTime } from '../registry/metadata.ts';
import { builtin } from '../schema/builtin.ts';
import { badRequest } from '../status/api-error.ts';

/** Where clients ask what they may do. */
export const ACCESS_REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
const KIND = 'SelfSubjectAccessReview';
const API_VERSION = 'authorization.k8s.io/v1';

/** Answers what a client may do: there is one user here, and that one may do everything. */
export function reviewAccess(body: JsonValue, manager: string, now: number): JsonObject {
  if (!isJsonObject(body)) throw badRequest('the body of the request is not an object');
  const definition = builtin().definitionOf('authorization.k8s.io', 'v1', KIND);
  if (definition === undefined) throw new Error(`${KIND} has no definition`);
  const name = { kind: KIND, apiVersion: API_VERSION };
  const asked = { ...throughGoStruct(definition, body), ...name };
  const atom = builtin().atoms.definition(definition);
  const owned = recordUpdate(
    { atom: () => atom, own: (_apiVersion, fields) => fields },
    throughGoStruct(definition, name),
    asked,
    { manager, apiVersion: API_VERSION, subresource: '' },
    formatTime(now),
  );
  return { ...owned, status: { allowed: true } };
}
