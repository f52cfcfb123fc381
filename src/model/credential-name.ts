/**
 * How the names of fields, variables and headers end that hold a credential;
 * the source of a regular expression without captures, for any case.
 */
export const credentialNameEnd =
  '(?:password|passwd|passphrase|token|credentials?|authorization|(?:secret|access|api|private|account)[-_]?key)';

const credentialName = new RegExp(`${credentialNameEnd}$`, 'i');

/** Names that end like a credential's but hold the name of something. */
const harmlessName = /^(usernameSecret|passwordSecret|continueToken)$/;

/** Whether a field of this name holds a credential, in whatever kind it stands. */
export function isCredentialName(name: unknown): boolean {
  return typeof name === 'string' && credentialName.test(name) && !harmlessName.test(name);
}

/** Fields that say where a credential is, or of what sort, and are none themselves. */
const describingField =
  /^(name|key|namespace|optional|kind|apiVersion|apiGroup|group|type|secretName|usernameSecret|passwordSecret|algorithm|size|encoding|rotationPolicy|\w+_file)$/;

/**
 * Whether the fields with these names, in one object under a credential's name,
 * only refer to the credential or describe it: `{name, key}`. A `key` without
 * the `name` of what it is in may be the credential itself.
 */
export function onlyDescribes(names: readonly string[]): boolean {
  return (
    names.every((name) => describingField.test(name)) &&
    (!names.includes('key') || names.includes('name'))
  );
}
