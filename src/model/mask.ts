import type { FieldChange } from './change.ts';
import { lastAppliedAnnotation } from './identity.ts';
import { isJsonObject, type JsonObject, type JsonValue } from './json.ts';
import { type FieldPath, type Manifest, valueAt } from './manifest.ts';
import { splitApiVersion } from './object-id.ts';

/** What stands in the place of a value that nobody may see. */
export const masked = '***';

/** Names of fields whose text is a credential, in whatever kind they stand. */
const credentialName =
  /(password|passwd|passphrase|token|credentials?|(secret|access|api|private|account)[-_]?key)$/i;

/** Names that end like a credential's but hold the name of something. */
const harmlessName = /^(usernameSecret|passwordSecret|continueToken)$/;

const privateKeyBlock =
  /-----BEGIN [A-Z ]*PRIVATE KEY-----[\s\S]*?(-----END [A-Z ]*PRIVATE KEY-----|$)/g;
const credentialInUrl = /(:\/\/[^\s/:@]*:)[^\s/@]+@/g;
const credentialInText =
  /((?:password|passwd|passphrase|token|credentials?|(?:secret|access|api|private|account)[-_]?key)["']?[ \t]*[:=][ \t]*)(?!\*\*\*)[^\s#].*/gi;

/** `password: |` and the lines of its block, which stand further to the right. */
const credentialBlock =
  /^([ \t]*)((?:\S[^\n]*?)??(?:password|passwd|passphrase|token|credentials?|(?:secret|access|api|private|account)[-_]?key)["']?[ \t]*:[ \t]*)[|>][^\n]*(?:\n(?:\1[ \t]+[^\n]*|[ \t]*(?=\n)))+/gim;

/**
 * An object without its secrets: every value of a Secret, every field named
 * like a credential, private keys and credentials inside longer texts. The only
 * way for an object to reach a log, a diff, an Event or a comment.
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
  return value === undefined ? undefined : maskAt(object, value, path);
}

function maskAt(object: Manifest, value: JsonValue, path: FieldPath): JsonValue {
  if (isWholeSecret(object, path)) return maskEverything(value);
  if (Array.isArray(value))
    return value.map((item, index) => maskAt(object, item, [...path, index]));
  if (isJsonObject(value)) return maskObject(object, value, path);
  // A password may be all digits; `automountServiceAccountToken: false` is none.
  if (value === null || typeof value === 'boolean') return value;
  if (isCredentialField(object, path)) return masked;
  return typeof value === 'string' ? maskText(value) : value;
}

function maskObject(object: Manifest, value: JsonObject, path: FieldPath): JsonObject {
  // An environment variable is named beside its value, not above it.
  const named = typeof value.name === 'string' && credentialName.test(value.name);
  const entries = Object.entries(value).map(([key, child]) => {
    if (child === undefined) return [key, undefined];
    if (named && key === 'value') return [key, masked];
    return [key, maskAt(object, child, [...path, key])];
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

function isCredentialField(object: Manifest, path: FieldPath): boolean {
  const name = path.findLast((step) => typeof step === 'string');
  if (name === undefined) return false;
  if (name === 'value' && isCredentialName(valueAt(object, [...path.slice(0, -1), 'name'])))
    return true;
  return isCredentialName(name);
}

function isCredentialName(name: JsonValue | undefined): boolean {
  return typeof name === 'string' && credentialName.test(name) && !harmlessName.test(name);
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

function maskText(text: string): string {
  return text
    .replace(privateKeyBlock, masked)
    .replace(credentialInUrl, `$1${masked}@`)
    .replace(credentialBlock, `$1$2${masked}`)
    .replace(credentialInText, `$1${masked}`);
}
