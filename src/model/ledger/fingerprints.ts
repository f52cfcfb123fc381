import { createHash } from 'node:crypto';

/** So many bytes tell apart more steps than a ledger can hold. */
export const fingerprintBytes = 8;

/** The beginning of a hash over some texts. */
export function fingerprintOf(...texts: readonly string[]): Buffer {
  const hash = createHash('sha256').update(texts.join('\n')).digest();
  return hash.subarray(0, fingerprintBytes);
}

/**
 * Where the entry that begins with a fingerprint stands in a row of entries of
 * `width` bytes; -1 where none does. Kept as bytes, ten thousand entries are
 * searched in microseconds, and stored as they are.
 */
export function findEntry(row: Buffer, start: Buffer, width = fingerprintBytes): number {
  let at = row.indexOf(start);
  while (at >= 0 && at % width !== 0) at = row.indexOf(start, at + 1);
  return at;
}

/** The row without the entry that begins with a fingerprint. */
export function withoutEntry(row: Buffer, start: Buffer, width = fingerprintBytes): Buffer {
  const at = findEntry(row, start, width);
  return at < 0 ? row : Buffer.concat([row.subarray(0, at), row.subarray(at + width)]);
}
