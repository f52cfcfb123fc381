import { createHash } from 'node:crypto';
import { canonicalJson, type JsonObject } from '../../model/json.ts';

const LETTERS = 'bcdfghjklmnpqrstvwxz2456789';
const LENGTH = 10;

// A controller looks at the same template many times over.
const known = new WeakMap<JsonObject, string>();

/** A short name for a Pod template: equal for equal templates. */
export function templateHash(template: JsonObject): string {
  const hash = known.get(template) ?? computeHash(template);
  known.set(template, hash);
  return hash;
}

function computeHash(template: JsonObject): string {
  const digest = createHash('sha256').update(canonicalJson(template)).digest();
  return [...digest.subarray(0, LENGTH)].map((byte) => LETTERS[byte % LETTERS.length]).join('');
}
