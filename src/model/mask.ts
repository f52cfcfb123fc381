import type { FieldChange } from './change.ts';
import { isCredentialName, onlyDescribes } from './credential-name.ts';
import { lastAppliedAnnotation } from './identity.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { type FieldPath, type Manifest, valueAt } from './manifest.ts';
import { masked, maskText } from './mask-text.ts';
import { splitApiVersion } from './object-id.ts';

/**
 * An object without its secrets: every value of a Secret, what stands under the
 * name of a credential and does not just refer to one, private keys and
 * credentials inside longer texts. The only way for an object to reach a log, a
 * diff, an Event or a comment.
 */
export function maskManifest(manifest: Manifest): JsonObject {
  return maskObject(manifest, manifest, []);
}

/**
 * A field's difference without secrets. `object` is the object the field
 * belongs to, before or after. Values that differ still do so when masked.
 */
export function maskFieldChange(object: Manifest, change: FieldChange): FieldChange {
  const before = maskOptional(object, change.before, change.path);
  const after = maskOptional(object, change.after, change.path);
  if (typeof before !== 'string' || before !== after) {
    return { path: change.path, before, after };
  }
  return { path: change.path, before: `${before} (before)`, after: `${after} (after)` };
}

function maskOptional(
  object: Manifest,
  value: JsonValue | undefined,
  path: FieldPath,
): JsonValue | undefined {
  if (value === undefined) return undefined;
  return maskAt(object, value, path, valueAt(object, path.slice(0, -1)));
}

/** `around` is what holds the value: the object or the list. */
function maskAt(
  object: Manifest,
  value: JsonValue,
  path: FieldPath,
  around: JsonValue | undefined,
): JsonValue {
  if (isWholeSecret(object, path)) return maskEverything(value);
  if (Array.isArray(value))
    return value.map((item, index) => maskAt(object, item, [...path, index], value));
  if (isJsonObject(value)) return maskObject(object, value, path);
  // A password may be all digits; `automountServiceAccountToken: false` is none.
  if (value === null || typeof value === 'boolean') return value;
  if (isCredential(object, path, around)) return masked;
  return typeof value === 'string' ? maskText(value) : value;
}

function maskObject(object: Manifest, value: JsonObject, path: FieldPath): JsonObject {
  const entries = Object.entries(value).map(([key, child]) => {
    if (child === undefined) return [key, undefined];
    // An environment variable, or a header, is named beside its value, not above it.
    if (key === 'value' && isCredentialName(value.name)) return [key, masked];
    return [key, maskAt(object, child, [...path, key], value)];
  });
  return Object.fromEntries(entries);
}

function isWholeSecret(object: Manifest, path: FieldPath): boolean {
  if (path.at(-1) === lastAppliedAnnotation) return true;
  const isSecret = object.kind === 'Secret' && splitApiVersion(object.apiVersion).group === '';
  // Whatever a Secret holds beside what every object has.
  return (
    isSecret &&
    path.length > 0 &&
    !['apiVersion', 'kind', 'metadata', 'type', 'immutable'].includes(String(path[0]))
  );
}

/** Whether a text or a number at a path is a credential. */
function isCredential(object: Manifest, path: FieldPath, around: JsonValue | undefined): boolean {
  const last = path.findLastIndex((step) => typeof step === 'string');
  if (isCredentialName(path[last])) return true;
  if (path[last] === 'value' && isSecretVariable(object, path.slice(0, last))) return true;
  if (!path.slice(0, Math.max(last, 0)).some((_, index) => holdsCredential(object, path, index)))
    return false;
  return !(isJsonObject(around) && onlyDescribes(textFields(around)));
}

/** By its name, or since its value is otherwise taken from a Secret. */
function isSecretVariable(object: Manifest, variable: FieldPath): boolean {
  return (
    isCredentialName(valueAt(object, [...variable, 'name'])) ||
    valueAt(object, [...variable, 'valueFrom', 'secretKeyRef']) !== undefined
  );
}

/** Whether an object under this name holds a credential, rather than settings or a schema of one. */
function holdsCredential({ kind }: Manifest, path: FieldPath, index: number): boolean {
  const name = path[index];
  if (!isCredentialName(name) || name === 'serviceAccountToken') return false;
  return !(kind === 'CustomResourceDefinition' && path[index - 1] === 'properties');
}

/** The fields of an object that are neither objects, lists, nor switches. */
function textFields(value: JsonObject): readonly string[] {
  return Object.keys(value).filter((key) => {
    const child = value[key];
    return child !== null && !['boolean', 'object', 'undefined'].includes(typeof child);
  });
}

function maskEverything(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(maskEverything);
  if (!isJsonObject(value)) return masked;
  return Object.fromEntries(
    Object.entries(value).map(([key, child]) => [
      key,
      child === undefined ? undefined : maskEverything(child),
    ]),
  );
}
