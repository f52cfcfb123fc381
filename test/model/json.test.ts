import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJson, stringifyJson } from '../../src/model/json.ts';

describe('JSON as Kubernetes reads it', () => {
  it.each([
    { text: '9007199254740991', value: Number.MAX_SAFE_INTEGER },
    { text: '9007199254740993', value: 9007199254740993n },
    { text: '-9223372036854775808', value: -9223372036854775808n },
    { text: '{"a":[18446744073709551615]}', value: { a: [18446744073709551615n] } },
    { text: '"9007199254740993"', value: '9007199254740993' },
    { text: '0.12345678901234566', value: 0.12345678901234566 },
    { text: '1e300', value: 1e300 },
  ])('reads $text with every digit', ({ text, value }) => {
    expect(parseJson(text)).toEqual(value);
  });

  it('reads every 64-bit integer that it wrote', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n }), (integer) => {
        const text = stringifyJson({ integer });
        expect(text).toBe(`{"integer":${integer}}`);
        expect(stringifyJson(parseJson(text))).toBe(text);
      }),
    );
  });
});
