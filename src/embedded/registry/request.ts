import type { JsonObject } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import { subtractRecursively } from '../fieldpath/field-set.ts';
import type { FieldOwner } from '../managed-fields/field-manager.ts';
import type { KindSchema } from '../merge/ownership.ts';
import { apiVersionOf, type ResourceType } from './resource-type.ts';
import { storageKey } from './store.ts';

export type FieldValidation = 'Strict' | 'Warn' | 'Ignore';

/** A request for a resource, with its options read. */
export interface ResourceRequest {
  readonly type: ResourceType;
  /** Empty for cluster-scoped resources, and for lists over all namespaces. */
  readonly namespace: string;
  /** Empty for requests about the collection. */
  readonly name: string;
  readonly subresource: '' | 'status' | 'scale';
  /** The `fieldManager` option as it was given. */
  readonly fieldManager: string;
  /** The field manager, or what the user agent stands for. */
  readonly manager: string;
  readonly dryRun: boolean;
  readonly force: boolean;
  readonly fieldValidation: FieldValidation;
  /** What is odd about the text of the body, rather than about what it says. */
  readonly textProblems: string[];
  /** Becomes `Warning` headers. */
  readonly warnings: string[];
}

/** An object to answer with. */
export interface Answer {
  readonly code: 200 | 201 | 202;
  readonly object: JsonObject;
}

export function keyOfRequest({ namespace, name }: ResourceRequest): string {
  return storageKey(namespace, name);
}

/** The schema ownership is settled by, through the endpoint of a request. */
export function kindSchemaOf(
  type: ResourceType,
  subresource: ResourceRequest['subresource'],
): KindSchema {
  const reset = type.strategy.resetFields[subresource === 'status' ? 'status' : ''];
  return {
    atom: (apiVersion) => type.codec.atom(apiVersion),
    own: (_apiVersion, fields) => subtractRecursively(fields, reset),
  };
}

export function fieldOwnerOf(request: ResourceRequest, manager: string): FieldOwner {
  return {
    manager,
    apiVersion: apiVersionOf(request.type.info),
    subresource: request.subresource,
  };
}

/** A stored object in the version of a type; versions differ in nothing but their name. */
export function inVersion(type: ResourceType, object: Manifest): Manifest {
  const apiVersion = apiVersionOf(type.info);
  return object.apiVersion === apiVersion ? object : { ...object, apiVersion };
}
