import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sortedKeys } from '../../../src/kustomize/emit/key-order.ts';

function sorted(keys: Iterable<string>): string[] {
  return sortedKeys(Object.fromEntries([...keys].map((key) => [key, null])));
}

/** The order as it is documented, without a short way: at the first characters that differ. */
function isBefore(a: string, b: string): boolean {
  const left = [...a];
  const right = [...b];
  let at = 0;
  while (at < left.length && at < right.length && left[at] === right[at]) at++;
  const [l, r] = [left[at], right[at]];
  if (l === undefined || r === undefined) return l === undefined && r !== undefined;
  const isCodeLess = (l.codePointAt(0) ?? 0) < (r.codePointAt(0) ?? 0);
  if (isLetter(l) || isLetter(r)) return isLetter(l) && isLetter(r) ? isCodeLess : isLetter(r);
  // A zero counts where the digits before it do.
  const before = /[0-9]*$/.exec(left.slice(0, at).join(''))?.[0] ?? '';
  const counts = (l === '0' || r === '0') && /[1-9]/.test(before);
  const first = numberAt(left, at, counts);
  const second = numberAt(right, at, counts);
  if (first.value !== second.value) return first.value < second.value;
  return first.length === second.length ? isCodeLess : first.length < second.length;
}

function numberAt(characters: readonly string[], at: number, counts: boolean) {
  const run = /^[0-9]*/.exec(characters.slice(at).join(''))?.[0] ?? '';
  return { value: Number(`${counts ? '1' : '0'}${run}`), length: run.length };
}

function isLetter(character: string): boolean {
  return /^\p{L}$/u.test(character);
}

function keysOf(characters: string) {
  return fc.array(fc.constantFrom(...characters), { maxLength: 8 }).map((parts) => parts.join(''));
}

describe('the order of keys', () => {
  // Every line is what kustomize 5.8.1 prints.
  it.each<[what: string, keys: string[]]>([
    ['capitals before small letters', ['A', 'B', 'C', 'a', 'b', 'c']],
    ['more than a few letters', [...'ABCDEFXYZabcdefxyz']],
    ['numbers by their value', ['a', 'a0', 'a00', 'a1', 'a01', 'a001', 'a9', 'a10']],
    ['nothing but numbers', ['0', '00', '1', '01', '9', '09', '10', '100']],
    ['zeros behind other digits', ['10', '100', '101', '110', '1001', '1002', '1010']],
    ['versions', ['1', '1.1', '1.01', '1.2.3', '1.2.10', '1.9', '1.10']],
    [
      'what is no letter before letters',
      ['a', 'a b', 'a-b', 'a.b', 'a/b', 'a:b', 'a_b', 'a1', 'aB', 'ab'],
    ],
    ['marks and digits at the start', ['$a', '-a', '.a', '_a', '~a', '1a', 'A', 'a']],
    [
      'labels',
      [
        ...['app', 'app-2', 'app.kubernetes.io/instance', 'app.kubernetes.io/name'],
        ...['app.kubernetes.io/version', 'app2', 'application'],
      ],
    ],
    [
      'fields of an object',
      [
        ...['A', 'Aa', 'Z', 'a', 'aA', 'apiVersion', 'b2', 'b10', 'data', 'kind', 'metadata'],
        ...['spec', 'status', 'x', 'y', 'z'],
      ],
    ],
    ['letters of all scripts', ['_', 'E', 'e', 'z', 'ß', 'é', 'ÿ', 'Ω', 'я', '世', 'ﬀ']],
    ['letters and marks that take two code units', ['-', '€', '｡', '😀', '1', 'a', 'é', '𝒜']],
    ['digits of other scripts', ['-', '1', '3', '٣', '٤', 'a', 'b']],
  ])('has %s', (_, keys) => {
    expect(sorted(keys)).toEqual(keys);
    expect(sorted(keys.toReversed())).toEqual(keys);
  });

  it('is the documented one for any two keys', () => {
    const key = keysOf('aabB01190.-_/ éЯ世😀𝒜');
    fc.assert(
      fc.property(key, key, (a, b) => {
        fc.pre(a !== b);
        expect(sorted([a, b])).toEqual(isBefore(a, b) ? [a, b] : [b, a]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('is the documented one for any keys without digits, however many', () => {
    const keys = fc.uniqueArray(keysOf('abcXYZ.-_/é世😀'), { maxLength: 40 });
    fc.assert(
      fc.property(keys, (given) => {
        expect(sorted(given)).toEqual(
          given.toSorted((a, b) => (isBefore(a, b) ? -1 : isBefore(b, a) ? 1 : 0)),
        );
      }),
      { numRuns: 200 },
    );
  });

  it('is that of the letters, for keys of nothing else', () => {
    const keys = fc.uniqueArray(keysOf('abcxyzABCXYZ'), { maxLength: 40 });
    fc.assert(
      fc.property(keys, (given) => {
        expect(sorted(given)).toEqual(given.toSorted());
      }),
      { numRuns: 200 },
    );
  });
});
