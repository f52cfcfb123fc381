import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { canonicalQuantity } from './quantity.ts';
import type { Leaf } from './struct-plan.ts';

/** What Go writes for a leaf nobody set. */
export function zeroLeaf(leaf: Leaf): JsonValue {
  switch (leaf) {
    case 'string':
      return '';
    case 'integer':
    case 'number':
    case 'intOrString':
      return 0;
    case 'boolean':
      return false;
    case 'quantity':
      return '0';
    default:
      return null;
  }
}

/** A leaf as Go writes it after reading it; `undefined` where it is of another type. */
export function readLeaf(leaf: Leaf, value: JsonValue): JsonValue | undefined {
  switch (leaf) {
    case 'string':
      return typeof value === 'string' ? value : undefined;
    case 'boolean':
      return typeof value === 'boolean' ? value : undefined;
    case 'integer':
      return typeof value === 'bigint' || Number.isInteger(value) ? value : undefined;
    case 'number':
      return typeof value === 'number' ? value : undefined;
    case 'intOrString':
      return typeof value === 'string' || Number.isInteger(value) ? value : undefined;
    case 'bytes':
      return typeof value === 'string' && isBase64(value) ? value : undefined;
    case 'quantity':
      return readQuantity(value);
    case 'time':
      return readTime(value, (date) => `${date.toISOString().slice(0, 19)}Z`);
    case 'microTime':
      return readTime(value, (date) => date.toISOString().replace(/Z$/, '000Z'));
    case 'any':
      return isJsonObject(value) || value !== undefined ? value : undefined;
  }
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function readQuantity(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return canonicalQuantity(String(value));
}

function readTime(value: JsonValue, format: (date: Date) => string): JsonValue | undefined {
  if (typeof value !== 'string') return undefined;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return undefined;
  // More digits than a JavaScript date holds are kept as they were written.
  if (format(new Date(milliseconds)).includes('.') && /\.\d{4,6}Z$/.test(value)) return value;
  return format(new Date(milliseconds));
}
