import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDocuments } from '../../../src/model/yaml/read-documents.ts';

function textOf(text: string): string | undefined {
  const { documents, problems } = readDocuments(text, 'a.yaml', { rules: 'kubernetes' });
  expect(problems).toEqual([]);
  const root = documents[0]?.root;
  return root?.kind === 'scalar' ? root.text : undefined;
}

/** What escapes and folds may stand between. */
const pieces = fc.constantFrom(
  ...['a', ' ', '  ', '\\\\', '\\"', '\\n', '\\t', '\\x41', '\\u4e16', '\\U0001F600'],
  ...['\n', '\n\n ', ' \n  ', '\\\n   ', '\\ ', 'é', 'long enough to be something else'],
);

describe('long texts in double quotes', () => {
  it('mean what their parts mean, wherever they are divided', () => {
    fc.assert(
      fc.property(fc.array(pieces, { minLength: 1, maxLength: 8 }), (parts) => {
        // Between two letters nothing of one repetition touches the next.
        const once = `x${parts.join('')}x`;
        const value = textOf(`"${once}"\n`);
        const times = Math.ceil(20_000 / once.length);
        expect(textOf(`"${once.repeat(times)}"\n`)).toBe(value?.repeat(times));
      }),
      { numRuns: 200 },
    );
  });

  it('of nothing but escapes are read whole', () => {
    expect(textOf(`"${'\\\\'.repeat(50_000)}"\n`)).toBe('\\'.repeat(50_000));
    expect(textOf(`"${'\\u4e16'.repeat(50_000)}"\n`)).toBe('世'.repeat(50_000));
  });
});
