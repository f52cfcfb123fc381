import type { JsonObject, JsonValue } from './json.ts';
import type { Position } from './position.ts';

export interface OwnerReference extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly name: string;
  /** Known only once the owner lives on a cluster. */
  readonly uid?: string;
  readonly controller?: boolean;
  readonly blockOwnerDeletion?: boolean;
}

export interface ObjectMeta extends JsonObject {
  readonly name: string;
  readonly namespace?: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly ownerReferences?: readonly OwnerReference[];
  readonly finalizers?: readonly string[];
  readonly uid?: string;
  readonly resourceVersion?: string;
  readonly generation?: number;
  readonly creationTimestamp?: string;
  readonly deletionTimestamp?: string;
}

/** One Kubernetes object, desired or live. */
export interface Manifest extends JsonObject {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: ObjectMeta;
}

/** The keys and indexes from an object's root to one of its fields. */
export type FieldPath = readonly (string | number)[];

/** Where an object, and each of its fields, was written. */
export interface Provenance {
  /** The place of the object itself. */
  readonly object: Position | undefined;
  /** The place that set a field; the nearest parent's where the field has none of its own. */
  field(path: FieldPath): Position | undefined;
}

/** A desired object and where it came from. */
export interface Rendered {
  readonly manifest: Manifest;
  readonly provenance: Provenance;
}

/** `spec.template.containers[0].image`; keys that are not plain words stand in `["…"]`. */
export function formatFieldPath(path: FieldPath): string {
  let text = '';
  for (const step of path) {
    if (typeof step === 'number') text += `[${step}]`;
    else if (/^[A-Za-z_][\w-]*$/.test(step)) text += text === '' ? step : `.${step}`;
    else text += `["${step}"]`;
  }
  return text;
}

/** The value at a path, or `undefined` where there is none. */
export function valueAt(root: JsonValue | undefined, path: FieldPath): JsonValue | undefined {
  let value: unknown = root;
  for (const step of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value as JsonValue | undefined;
}
