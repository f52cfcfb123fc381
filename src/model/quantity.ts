/** The suffixes of powers of 1,000, and what they multiply a thousand-millionth by. */
const DECIMAL: readonly (readonly [string, bigint])[] = [
  ['E', 10n ** 27n],
  ['P', 10n ** 24n],
  ['T', 10n ** 21n],
  ['G', 10n ** 18n],
  ['M', 10n ** 15n],
  ['k', 10n ** 12n],
  ['', 10n ** 9n],
  ['m', 10n ** 6n],
  ['u', 10n ** 3n],
  ['n', 1n],
];
const BINARY: readonly (readonly [string, bigint])[] = [
  ['Ei', 1n << 60n],
  ['Pi', 1n << 50n],
  ['Ti', 1n << 40n],
  ['Gi', 1n << 30n],
  ['Mi', 1n << 20n],
  ['Ki', 1n << 10n],
];
const NANO = 10n ** 9n;

interface Quantity {
  /** In thousand-millionths; Kubernetes knows nothing smaller. */
  readonly nano: bigint;
  readonly format: 'decimal' | 'binary' | 'exponent';
}

const SHAPE = /^([+-]?)(\d*)(?:\.(\d*))?(Ki|Mi|Gi|Ti|Pi|Ei|[numkMGTPE]?|[eE][+-]?\d+)$/;

/** Reads a quantity; `undefined` where the text is none. */
function parseQuantity(text: string): Quantity | undefined {
  const match = SHAPE.exec(text);
  if (match === null) return undefined;
  const [, sign = '', whole = '', fraction = '', suffix = ''] = match;
  if (whole === '' && fraction === '') return undefined;
  const digits = BigInt(`${whole}${fraction}`);
  const { factor, format } = readSuffix(suffix);
  const divisor = 10n ** BigInt(fraction.length);
  const scaled = digits * factor;
  // What is smaller than a thousand-millionth is rounded up.
  const nano = (scaled + divisor - 1n) / divisor;
  return { nano: sign === '-' ? -nano : nano, format };
}

function readSuffix(suffix: string): { factor: bigint; format: Quantity['format'] } {
  const binary = BINARY.find(([name]) => name === suffix);
  if (binary !== undefined) return { factor: binary[1] * NANO, format: 'binary' };
  const decimal = DECIMAL.find(([name]) => name === suffix);
  if (decimal !== undefined) return { factor: decimal[1], format: 'decimal' };
  const exponent = Number(suffix.slice(1));
  return {
    factor: exponent < 0 ? NANO / 10n ** BigInt(-exponent) : NANO * 10n ** BigInt(exponent),
    format: 'exponent',
  };
}

function printDecimal(nano: bigint): string {
  for (const [suffix, factor] of DECIMAL) {
    if (nano % factor === 0n) return `${nano / factor}${suffix}`;
  }
  return `${nano}n`;
}

function printExponent(nano: bigint): string {
  for (const [index, [, factor]] of DECIMAL.entries()) {
    const exponent = 18 - 3 * index;
    if (nano % factor === 0n) return `${nano / factor}${exponent === 0 ? '' : `e${exponent}`}`;
  }
  return `${nano}e-9`;
}

/** The one way Kubernetes writes a quantity: `0.5` is `500m`, `1024Mi` is `1Gi`. */
export function canonicalQuantity(text: string): string | undefined {
  const quantity = parseQuantity(text);
  if (quantity === undefined) return undefined;
  const { nano, format } = quantity;
  if (nano === 0n) return '0';
  if (format === 'exponent') return printExponent(nano);
  const isSmall = nano > -1024n * NANO && nano < 1024n * NANO;
  if (format === 'decimal' || isSmall || nano % NANO !== 0n) return printDecimal(nano);
  const whole = nano / NANO;
  const unit = BINARY.find(([, factor]) => whole % factor === 0n);
  return unit === undefined ? String(whole) : `${whole / unit[1]}${unit[0]}`;
}

/** Negative, zero or positive as `a` is less than, equal to or more than `b`; both must be valid. */
export function compareQuantities(a: string, b: string): number {
  const difference = (parseQuantity(a)?.nano ?? 0n) - (parseQuantity(b)?.nano ?? 0n);
  return difference < 0n ? -1 : difference > 0n ? 1 : 0;
}
