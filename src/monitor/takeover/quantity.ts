/** The suffixes of a Kubernetes quantity as powers: `[base, exponent]`. */
const SUFFIXES: Readonly<Record<string, readonly [bigint, number]>> = {
  n: [10n, -9],
  u: [10n, -6],
  m: [10n, -3],
  '': [10n, 0],
  k: [10n, 3],
  M: [10n, 6],
  G: [10n, 9],
  T: [10n, 12],
  P: [10n, 15],
  E: [10n, 18],
  Ki: [2n, 10],
  Mi: [2n, 20],
  Gi: [2n, 30],
  Ti: [2n, 40],
  Pi: [2n, 50],
  Ei: [2n, 60],
};

/** Whether two Kubernetes quantities are the same amount: `1000m` and `1`. */
export function sameQuantity(a: string, b: string): boolean {
  const amount = nanoUnits(a);
  return amount !== undefined && amount === nanoUnits(b);
}

/** In billionths, the finest that Kubernetes knows. */
function nanoUnits(text: string): bigint | undefined {
  const match = /^(\d+)(?:\.(\d{1,9}))?([numkMGTPE]|[KMGTPE]i)?$/.exec(text);
  const power = SUFFIXES[match?.[3] ?? ''];
  if (match === null || power === undefined) return undefined;
  const [, whole = '', fraction = ''] = match;
  const nano = BigInt(whole + fraction.padEnd(9, '0'));
  const [base, exponent] = power;
  return exponent < 0 ? nano / base ** BigInt(-exponent) : nano * base ** BigInt(exponent);
}
