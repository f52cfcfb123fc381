import { createHash } from 'node:crypto';
import { canonicalJson, type JsonValue } from '../../model/json.ts';

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const LENGTH = 10;

/** A short name for a Pod template: equal for equal templates. */
export function templateHash(template: JsonValue): string {
  const digest = createHash('sha256').update(canonicalJson(template)).digest();
  return [...digest.subarray(0, LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
