import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatDuration, parseDuration } from '../../src/model/duration.ts';

describe('a duration', () => {
  it.each([
    ['15s', 15_000],
    ['1m30s', 90_000],
    ['1h', 3_600_000],
    ['1.5h', 5_400_000],
    ['.5s', 500],
    ['250ms', 250],
    ['1h0m0.5s', 3_600_500],
    ['0', 0],
    ['0s', 0],
    ['2µs', 0.002],
  ])('is read as Go reads it: %s', (text, milliseconds) => {
    expect(parseDuration(text)).toBe(milliseconds);
  });

  it.each(['', '15', 's', '1d', '-5s', '+5s', '1 m', '1m 30s', '1m30', 'abc', '1e3s', '.s'])(
    'is refused: %j',
    (text) => {
      expect(() => parseDuration(text)).toThrow(
        expect.objectContaining({
          code: 'INVALID_DURATION',
          message: `${JSON.stringify(text)}: not a duration; write a number with a unit, such as 15s, 1m30s or 2h`,
        }),
      );
    },
  );

  it.each([
    [90_000, '1m30s'],
    [3_600_000, '1h'],
    [5_400_000, '1h30m'],
    [15_250, '15.25s'],
    [250, '250ms'],
    [0, '0s'],
  ])('is written short: %d is %s', (milliseconds, text) => {
    expect(formatDuration(milliseconds)).toBe(text);
  });

  it('is read back as it was written', () => {
    fc.assert(
      fc.property(fc.nat({ max: 1_000_000_000 }), (milliseconds) => {
        expect(parseDuration(formatDuration(milliseconds))).toBeCloseTo(milliseconds, 5);
      }),
    );
  });
});
