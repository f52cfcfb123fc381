/** The SHA-256 digest of a text, in hexadecimal. */
export function sha256(text: string): string {
  // Asked for late: most builds from a folder have nothing to hash, and loading it takes 5 ms.
  const { createHash } = process.getBuiltinModule('node:crypto');
  return createHash('sha256').update(text).digest('hex');
}
