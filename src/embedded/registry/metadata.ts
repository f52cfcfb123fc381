import { isJsonObject, type JsonObject, type JsonValue } from '../../model/json.ts';
import type { Manifest } from '../../model/manifest.ts';

export function metadataOf(object: JsonObject): JsonObject {
  return isJsonObject(object.metadata) ? object.metadata : {};
}

export function textOf(value: JsonValue | undefined): string {
  return typeof value === 'string' ? value : '';
}

export function listOf(value: JsonValue | undefined): readonly JsonValue[] {
  return Array.isArray(value) ? value : [];
}

export function objectOf(value: JsonValue | undefined): JsonObject {
  return isJsonObject(value) ? value : {};
}

export function textsOf(value: JsonValue | undefined): readonly string[] {
  return listOf(value).filter((item) => typeof item === 'string');
}

export function objectsOf(value: JsonValue | undefined): readonly JsonObject[] {
  return listOf(value).filter(isJsonObject);
}

export function numberOf(value: JsonValue | undefined): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

export function nameOf(object: JsonObject): string {
  return textOf(metadataOf(object).name);
}

export function namespaceOf(object: JsonObject): string {
  return textOf(metadataOf(object).namespace);
}

/** The object with other metadata; a field set to `undefined` is removed. */
export function withMetadata<T extends JsonObject>(object: T, changes: JsonObject): T {
  return { ...object, metadata: withFields(metadataOf(object), changes) };
}

/** A map with other fields; a field set to `undefined` is removed. */
export function withFields(object: JsonObject, changes: JsonObject): JsonObject {
  const entries = Object.entries({ ...object, ...changes });
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}

/** A copy without some keys. */
export function without(object: JsonObject, ...keys: readonly string[]): JsonObject {
  return Object.fromEntries(Object.entries(object).filter(([key]) => !keys.includes(key)));
}

export function isDeleting(object: JsonObject): boolean {
  return metadataOf(object).deletionTimestamp !== undefined;
}

/** An object that has what every stored object has. */
export function asManifest(object: JsonObject): Manifest {
  return object as Manifest;
}

/** RFC 3339 in UTC, to the second: how Kubernetes writes times. */
export function formatTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}
