import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compareUtf8 } from '../../src/kustomize/resource.ts';

/** The ends of the ranges that code units are divided into, where an order of them goes wrong. */
const LONE = ['\ud800', '\udbff', '\udc00', '\udfff'];
const CHARACTERS = [
  ...['\0', 'a', '\x7f', '\x80', '\u07ff', '\u0800', '\ud7ff', '\ue000', '\ufffd', '\uffff'],
  ...['\u{10000}', '\u{103ff}', '\u{10400}', '\u{10ffff}', '😀', '😁'],
];

/** Texts of few different characters, many of which begin alike. */
function textsOf(characters: readonly string[]) {
  return fc.array(fc.constantFrom(...characters), { maxLength: 5 }).map((parts) => parts.join(''));
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

describe('the order of texts', () => {
  it('is that of their bytes in UTF-8', () => {
    const character = fc
      .integer({ min: 0, max: 0x10ffff })
      .filter((code) => code < 0xd800 || code > 0xdfff)
      .map((code) => String.fromCodePoint(code));
    const text = fc.oneof(
      { weight: 4, arbitrary: textsOf(CHARACTERS) },
      fc.array(character, { maxLength: 3 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, text, (a, b) => {
        expect(Math.sign(compareUtf8(a, b))).toBe(compareBytes(a, b));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not that of code units, which JavaScript sorts by', () => {
    expect(['😀', '\uffff', 'a'].sort(compareUtf8)).toEqual(['a', '\uffff', '😀']);
    expect(['😀', '\uffff', 'a'].sort()).toEqual(['a', '😀', '\uffff']);
  });

  // As bytes, all of them become U+FFFD: those cannot tell them apart, the order must.
  it('is one even for halves of surrogate pairs, which have no bytes', () => {
    const text = textsOf([...CHARACTERS, ...LONE]);
    fc.assert(
      fc.property(text, text, text, (a, b, c) => {
        expect(compareUtf8(a, b) === 0).toBe(a === b);
        expect(Math.sign(compareUtf8(a, b)) + Math.sign(compareUtf8(b, a))).toBe(0);
        const [low = '', middle = '', high = ''] = [a, b, c].sort(compareUtf8);
        expect(compareUtf8(low, middle)).toBeLessThanOrEqual(0);
        expect(compareUtf8(middle, high)).toBeLessThanOrEqual(0);
        expect(compareUtf8(low, high)).toBeLessThanOrEqual(0);
      }),
      { numRuns: 1_000 },
    );
  });

  it.each(LONE)('puts the half of a pair behind every character that needs none: %j', (half) => {
    expect(compareUtf8(half, '\uffff')).toBeGreaterThan(0);
    expect(compareUtf8('\uffff', half)).toBeLessThan(0);
  });
});
