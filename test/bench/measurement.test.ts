import { describe, expect, it } from 'vitest';
import { type Bound, holds, recordOf } from '../../bench/measurement.ts';

const median = (limit: number, inclusive: boolean): Bound => ({
  limit,
  inclusive,
  judged: 'median',
});

describe('a bound', () => {
  it.each([
    { bound: median(2, true), samples: [1, 2, 9], good: true },
    { bound: median(2, false), samples: [1, 2, 9], good: false },
    { bound: median(1.9, true), samples: [1, 2, 9], good: false },
    { bound: { limit: 9, inclusive: true, judged: 'max' } as const, samples: [1, 9], good: true },
    { bound: { limit: 9, inclusive: false, judged: 'max' } as const, samples: [1, 9], good: false },
  ])('$bound on $samples: $good', ({ bound, samples, good }) => {
    expect(holds({ what: 'time', unit: 'ms', samples, bound })).toBe(good);
  });

  it('that is not there is neither kept nor broken', () => {
    expect(holds({ what: 'time', unit: 'ms', samples: [1] })).toBeUndefined();
  });
});

it('a record has the spread, the samples and the verdict', () => {
  const measurement = {
    what: 'time',
    unit: 'ms',
    samples: [4, 2],
    bound: median(3, true),
  } as const;
  expect(recordOf('apply', measurement)).toEqual({
    benchmark: 'apply',
    what: 'time',
    unit: 'ms',
    min: 2,
    median: 3,
    max: 4,
    samples: [4, 2],
    bound: { limit: 3, inclusive: true, judged: 'median' },
    holds: true,
  });
});
