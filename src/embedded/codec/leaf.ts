import { isJsonObject, type JsonValue } from '../../model/json.ts';
import { canonicalQuantity } from '../../model/quantity.ts';
import { DecodeError } from './decode-error.ts';
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
      return readBytes(value);
    case 'quantity':
      return readQuantity(value);
    case 'time':
      return readTime(value, (date) => `${date.toISOString().slice(0, 19)}Z`);
    case 'microTime':
      return readMicroTime(value);
    case 'any':
      return isJsonObject(value) || value !== undefined ? value : undefined;
  }
}

const NO_QUANTITY =
  "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";

function readBytes(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string') return undefined;
  if (!isBase64(value)) throw new DecodeError(base64Problem(value));
  return value;
}

function base64Problem(text: string): string {
  const at = text.search(/[^A-Za-z0-9+/]/);
  return `illegal base64 data at input byte ${at < 0 ? text.length : at}`;
}

/** Unlike other times these need their six digits of a second. */
function readMicroTime(value: JsonValue): JsonValue | undefined {
  if (typeof value !== 'string' || Number.isNaN(Date.parse(value))) return undefined;
  if (/\.\d{6}(?:Z|[+-]\d\d:\d\d)$/.test(value)) return value;
  const rest = value.slice(19);
  throw new DecodeError(
    `parsing time ${JSON.stringify(value)} as "2006-01-02T15:04:05.000000Z07:00": cannot parse ${JSON.stringify(rest)} as ".000000"`,
  );
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

function readQuantity(value: JsonValue): JsonValue | undefined {
  const isText = typeof value === 'string' || typeof value === 'number';
  const quantity = isText ? canonicalQuantity(String(value)) : undefined;
  if (quantity === undefined) throw new DecodeError(NO_QUANTITY);
  return quantity;
}

function readTime(value: JsonValue, format: (date: Date) => string): JsonValue | undefined {
  if (typeof value !== 'string') return undefined;
  const milliseconds = Date.parse(value);
  if (Number.isNaN(milliseconds)) return undefined;
  return format(new Date(milliseconds));
}
