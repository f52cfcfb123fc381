import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ratiosOf, spreadOf } from '../../bench/statistics.ts';

describe('a spread', () => {
  it.each([
    { samples: [3], spread: { min: 3, median: 3, max: 3 } },
    { samples: [4, 1], spread: { min: 1, median: 2.5, max: 4 } },
    { samples: [10, 2, 9], spread: { min: 2, median: 9, max: 10 } },
  ])('of $samples is $spread', ({ samples, spread }) => {
    expect(spreadOf(samples)).toEqual(spread);
  });

  it('has its median between its ends, whatever the order of the samples', () => {
    const samples = fc.array(fc.double({ noNaN: true, min: 0, max: 1e6 }), { minLength: 1 });
    fc.assert(
      fc.property(samples, (values) => {
        const { min, median, max } = spreadOf(values);
        expect(min).toBeLessThanOrEqual(median);
        expect(median).toBeLessThanOrEqual(max);
        expect(spreadOf(values.toReversed())).toEqual({ min, median, max });
      }),
    );
  });

  it('needs a sample', () => {
    expect(() => spreadOf([])).toThrow('there are no samples');
  });
});

describe('ratios', () => {
  it('compare a sample with the one of the same round', () => {
    expect(ratiosOf([3, 10], [2, 20])).toEqual([1.5, 0.5]);
  });

  it('need as many samples of the peer', () => {
    expect(() => ratiosOf([1, 2], [1])).toThrow('2 samples stand against 1 of the peer');
  });
});
