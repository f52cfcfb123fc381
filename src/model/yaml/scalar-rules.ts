import type { JsonScalar } from '../json.ts';
import type { Tag } from './node.ts';
import { parseTimestamp } from './timestamp.ts';

/**
 * Which YAML the text of a plain scalar is read by. `kubernetes` is what API
 * servers and kustomize read objects by (yaml.v3: `yes` is text, `0644` is
 * octal); `kustomization` is YAML 1.1, what kustomization files are read by
 * (`yes` and `on` are booleans).
 */
export type ScalarRules = 'kubernetes' | 'kustomization';

/** A scalar's tag and value. Infinity and NaN are values that JSON does not have. */
export interface ResolvedScalar {
  readonly tag: Tag;
  readonly value: JsonScalar;
}

const CONSTANTS: ReadonlyMap<string, ResolvedScalar> = new Map([
  ...constants('!!bool', true, 'true', 'True', 'TRUE'),
  ...constants('!!bool', false, 'false', 'False', 'FALSE'),
  ...constants('!!null', null, '', '~', 'null', 'Null', 'NULL'),
  ...constants('!!float', Number.NaN, '.nan', '.NaN', '.NAN'),
  ...constants('!!float', Number.POSITIVE_INFINITY, '.inf', '.Inf', '.INF'),
  ...constants('!!float', Number.POSITIVE_INFINITY, '+.inf', '+.Inf', '+.INF'),
  ...constants('!!float', Number.NEGATIVE_INFINITY, '-.inf', '-.Inf', '-.INF'),
  ...constants('!!merge', '<<', '<<'),
]);

const CONSTANTS_1_1: ReadonlyMap<string, ResolvedScalar> = new Map([
  ...CONSTANTS,
  ...constants('!!bool', true, 'y', 'Y', 'yes', 'Yes', 'YES', 'on', 'On', 'ON'),
  ...constants('!!bool', false, 'n', 'N', 'no', 'No', 'NO', 'off', 'Off', 'OFF'),
]);

function constants(tag: Tag, value: JsonScalar, ...texts: string[]): [string, ResolvedScalar][] {
  return texts.map((text) => [text, { tag, value }]);
}

/**
 * Whether the first letter alone tells that a plain scalar is text, by whatever
 * rules: no number, no `true`, `null`, `yes`, `off` and so on begins with it.
 */
export function isSurelyText(text: string): boolean {
  const code = text.charCodeAt(0);
  // Small letters and capitals differ in one bit.
  const letter = code | 0x20;
  if (letter < 0x61 || letter > 0x7a) return false;
  return letter !== T && letter !== F && letter !== N && letter !== Y && letter !== O;
}

const [T, F, N, Y, O] = [0x74, 0x66, 0x6e, 0x79, 0x6f];

/** What the text of a plain scalar without a tag means. */
export function resolvePlain(text: string, rules: ScalarRules): ResolvedScalar {
  const constant = (rules === 'kubernetes' ? CONSTANTS : CONSTANTS_1_1).get(text);
  if (constant !== undefined) return constant;
  const first = text.charCodeAt(0);
  if (first === DOT) {
    if (DOT_FLOAT.test(text)) {
      const value = Number(text);
      if (Number.isFinite(value)) return { tag: '!!float', value };
    }
  } else if (first === PLUS || first === MINUS || (first >= ZERO && first <= NINE)) {
    return resolveNumber(text);
  }
  return { tag: '!!str', value: text };
}

const [PLUS, MINUS, DOT, ZERO, NINE] = [0x2b, 0x2d, 0x2e, 0x30, 0x39];
const DOT_FLOAT = /^\.[0-9]+(?:[eE][-+]?[0-9]+)?$/;
const FLOAT = /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/;
const SIMPLE_INTEGER = /^(?:0|[1-9][0-9]{0,14})$/;

function resolveNumber(text: string): ResolvedScalar {
  if (SIMPLE_INTEGER.test(text)) return { tag: '!!int', value: Number(text) };
  const timestamp = parseTimestamp(text);
  if (timestamp !== undefined) return { tag: '!!timestamp', value: timestamp };
  const plain = text.replaceAll('_', '');
  const integer = parseInteger(plain);
  if (integer !== undefined) return { tag: '!!int', value: integer };
  if (FLOAT.test(plain)) {
    const value = Number(plain);
    if (Number.isFinite(value)) return { tag: '!!float', value };
  }
  return { tag: '!!str', value: text };
}

const INTEGER = /^([-+]?)(?:0[xX]([0-9a-fA-F]+)|0[bB]([01]+)|0[oO]?([0-7]+)|(0|[1-9][0-9]*))$/;
const MINIMUM = -(2n ** 63n);
const MAXIMUM = 2n ** 64n - 1n;

/**
 * Integers as Go's `strconv.ParseInt(text, 0, 64)` and `ParseUint` read them,
 * in 64 bits; `bigint` beyond what a number holds exactly.
 */
function parseInteger(text: string): number | bigint | undefined {
  const match = INTEGER.exec(text);
  if (match === null) return undefined;
  const [, sign, hexadecimal, binary, octal, decimal] = match;
  const digits =
    hexadecimal !== undefined
      ? `0x${hexadecimal}`
      : binary !== undefined
        ? `0b${binary}`
        : octal !== undefined
          ? `0o${octal}`
          : (decimal ?? '0');
  const magnitude = BigInt(digits);
  const value = sign === '-' ? -magnitude : magnitude;
  // Only unsigned text reaches the unsigned range: `+9223372036854775808` is no integer.
  if (value < MINIMUM || value > (sign === '' ? MAXIMUM : 2n ** 63n - 1n)) return undefined;
  return exactInteger(value);
}

/** The integer as a number where that is exact, else as it is. */
function exactInteger(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}
