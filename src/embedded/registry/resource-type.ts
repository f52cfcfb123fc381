import type { JsonObject, JsonValue } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { DecodeReport } from '../codec/go-struct.ts';
import type { FieldSet } from '../fieldpath/field-set.ts';
import type { Atom } from '../schema/atom.ts';
import type { FieldProblem } from '../status/field-error.ts';
import type { Registry } from './registry.ts';

/** A subresource; a kind of its own where it is not the object's. */
export interface Subresource {
  readonly name: 'status' | 'scale';
  readonly verbs: readonly string[];
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
}

/** What discovery tells about a resource in one version. */
export interface ResourceInfo {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  readonly singular: string;
  readonly kind: string;
  readonly listKind: string;
  readonly namespaced: boolean;
  readonly shortNames: readonly string[];
  readonly categories: readonly string[];
  readonly verbs: readonly string[];
  readonly storageVersionHash: string | undefined;
  readonly subresources: readonly Subresource[];
}

/** How objects of a kind are read, in one version. */
export interface Codec {
  /** A new object of the kind, before anything is set. */
  readonly empty: JsonObject;
  /** Reads a request's object; fields the kind does not know go. Throws `DecodeError`. */
  decode(object: JsonObject, report?: DecodeReport): JsonObject;
  /** Sets what the server sets where the client set nothing. */
  setDefaults(object: JsonObject): JsonObject;
  /** Completes what was merged out of a live object and a configuration. */
  complete(merged: JsonObject): JsonObject;
  /** The type in one of the kind's versions. */
  atom(apiVersion: string): Atom | undefined;
  /** The OpenAPI schema a strategic merge patch goes by; `undefined` where there is none. */
  readonly definition: string | undefined;
  /** The kind's schema as OpenAPI v3, under the name other documents know it by. */
  readonly openApi: { readonly name: string; readonly schema: JsonObject };
}

export interface GracefulDeletion {
  /** Seconds; 0 deletes at once. */
  readonly gracePeriod: number;
}

/** What is particular about a kind when its objects are written. All pure, bar `admit`. */
export interface Strategy {
  /** What is wrong with a name; nothing where it is fine. */
  validateName(name: string): readonly string[];
  /** Whether a PUT may create. */
  readonly createOnUpdate: boolean;
  /** Whether a PUT may leave out the resource version. */
  readonly unconditionalUpdate: boolean;
  /** What becomes of dependents when a deletion does not say. */
  readonly propagation: 'Background' | 'Orphan' | 'Unsupported';
  /** Fields that the server resets when they come through an endpoint. */
  readonly resetFields: { readonly '': FieldSet; readonly status: FieldSet };
  /** Changes and refusals that depend on other objects, before anything else is checked. */
  admit(object: JsonObject, live: Manifest | undefined, registry: Registry): JsonObject;
  prepareForCreate(object: JsonObject, registry: Registry): JsonObject;
  prepareForUpdate(next: JsonObject, live: Manifest, registry: Registry): JsonObject;
  prepareForStatusUpdate(next: JsonObject, live: Manifest): JsonObject;
  validate(object: JsonObject): readonly FieldProblem[];
  validateUpdate(next: JsonObject, live: Manifest): readonly FieldProblem[];
  validateStatusUpdate(next: JsonObject, live: Manifest): readonly FieldProblem[];
  /** Whether a delete answers with the object, rather than with a success. */
  readonly returnsDeleted: boolean;
  /** A warning that goes with a delete that does not say what becomes of dependents. */
  readonly deletionWarning: string | undefined;
  /** What else is written when an object is marked for deletion. */
  whileDeleting(marked: Manifest, live: Manifest): JsonObject;
  /** How long a deletion waits for others; `undefined` where the kind knows no grace. */
  graceful(object: Manifest, requested: number | undefined): GracefulDeletion | undefined;
  /** Before the object leaves the store; throws to refuse. */
  beforeDelete(object: Manifest, registry: Registry): void;
  /** Whether an object may leave the store as far as the kind goes, finalizers apart. */
  mayRemove(object: Manifest): boolean;
}

/** Where a kind keeps its number of replicas. */
export interface ScalePaths {
  readonly specReplicas: readonly string[];
  readonly statusReplicas: readonly string[];
  /** The label selector of the Pods, as text. */
  selector(object: JsonObject): string;
}

/** The table view of a kind. */
export interface TableView {
  readonly columns: readonly JsonObject[];
  cells(object: Manifest, now: number): readonly JsonValue[];
}

/** A resource in one version: all there is to know to serve it. */
export interface ResourceType {
  readonly info: ResourceInfo;
  /** The collection its objects are in, shared by all versions: `deployments.apps`. */
  readonly storage: string;
  readonly codec: Codec;
  readonly strategy: Strategy;
  readonly table: TableView;
  readonly scale: ScalePaths | undefined;
  /** Fields that a field selector may name, besides `metadata.name` and `metadata.namespace`. */
  readonly selectableFields: Readonly<Record<string, (object: JsonObject) => string>>;
}

/** `apps/v1`; `v1` for the core group. */
export function apiVersionOf(info: Pick<ResourceInfo, 'group' | 'version'>): string {
  return info.group === '' ? info.version : `${info.group}/${info.version}`;
}
