/**
 * A number as the output shows it. kustomize passes every value through JSON,
 * where a float without a fraction becomes an integer; other floats turn to
 * exponents beyond six digits.
 */
export function numberText(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (Object.is(value, -0)) return '0';
  if (Number.isInteger(value) && Math.abs(value) < 1e21) {
    const integer = BigInt(value);
    if (integer >= -(2n ** 63n) && integer < 2n ** 64n) return integer.toString();
  }
  const { sign, digits, exponent } = decompose(value);
  if (exponent < -4 || exponent >= 6) {
    return scientific(sign, digits, exponent, 2);
  }
  return sign + plainDecimal(digits, exponent);
}

/** The shortest digits that read back as the number, and the power of ten of the first. */
function decompose(value: number): { sign: string; digits: string; exponent: number } {
  const [mantissa = '0', power = '0'] = Math.abs(value).toExponential().split('e');
  return {
    sign: value < 0 ? '-' : '',
    digits: mantissa.replace('.', ''),
    exponent: Number(power),
  };
}

function scientific(sign: string, digits: string, exponent: number, width: number): string {
  const mantissa = digits.length > 1 ? `${digits[0]}.${digits.slice(1)}` : digits;
  const power = String(Math.abs(exponent)).padStart(width, '0');
  return `${sign}${mantissa}e${exponent < 0 ? '-' : '+'}${power}`;
}

function plainDecimal(digits: string, exponent: number): string {
  if (exponent < 0) return `0.${'0'.repeat(-exponent - 1)}${digits}`;
  if (digits.length <= exponent + 1) return digits.padEnd(exponent + 1, '0');
  return `${digits.slice(0, exponent + 1)}.${digits.slice(exponent + 1)}`;
}

/** A number as Go's `encoding/json` writes it: exponents below 1e-6 and from 1e21 on. */
export function jsonNumber(value: number | bigint): string {
  if (typeof value === 'bigint') return value.toString();
  if (Object.is(value, -0)) return '-0';
  const { sign, digits, exponent } = decompose(value);
  if (value !== 0 && (exponent < -6 || exponent >= 21)) {
    return scientific(sign, digits, exponent, 1);
  }
  return sign + plainDecimal(digits, exponent);
}
