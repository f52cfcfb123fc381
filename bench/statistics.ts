/** The spread of a few samples. */
export interface Spread {
  readonly min: number;
  readonly median: number;
  readonly max: number;
}

/** The spread of at least one sample. */
export function spreadOf(samples: readonly number[]): Spread {
  const sorted = samples.toSorted((a, b) => a - b);
  const [min] = sorted;
  const max = sorted.at(-1);
  if (min === undefined || max === undefined) throw new RangeError('there are no samples');
  const middle = sorted.slice(Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2) + 1);
  return { min, median: middle.reduce((sum, one) => sum + one, 0) / middle.length, max };
}

/**
 * How many times its peer's each sample is, round by round: what slows down the
 * machine for a whole round slows down both sides of it.
 */
export function ratiosOf(samples: readonly number[], peers: readonly number[]): number[] {
  if (samples.length !== peers.length) {
    throw new RangeError(`${samples.length} samples stand against ${peers.length} of the peer`);
  }
  return samples.map((sample, round) => sample / (peers[round] ?? Number.NaN));
}
