import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalQuantity, compareQuantities } from '../../src/model/quantity.ts';

describe('quantities', () => {
  it.each([
    ['0.5', '500m'],
    ['1500m', '1500m'],
    ['1000m', '1'],
    ['1024Mi', '1Gi'],
    ['1.5Gi', '1536Mi'],
    ['512Ki', '512Ki'],
    ['1000Ki', '1000Ki'],
    ['0.5Ki', '512'],
    ['1000000', '1M'],
    ['1e3', '1e3'],
    ['0.1n', '1n'],
    ['-1.5', '-1500m'],
    ['0Gi', '0'],
    ['1E', '1E'],
  ])('%s is written %s', (text, canonical) => {
    expect(canonicalQuantity(text)).toBe(canonical);
  });

  it.each(['', 'x', '1 Gi', '1gi', '1.2.3', '--1', '1eE'])('%j is none', (text) => {
    expect(canonicalQuantity(text)).toBe(undefined);
  });

  it('written in one way, a quantity stays the same', () => {
    const suffix = fc.constantFrom('', 'm', 'k', 'M', 'G', 'Ki', 'Mi', 'Gi');
    fc.assert(
      fc.property(fc.nat(10_000_000), suffix, (amount, unit) => {
        const text = `${amount}${unit}`;
        const canonical = canonicalQuantity(text) ?? '';
        expect(canonicalQuantity(canonical)).toBe(canonical);
        expect(compareQuantities(text, canonical)).toBe(0);
      }),
    );
  });
});
