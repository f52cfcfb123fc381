import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readLines } from '../../src/kubernetes/json-lines.ts';

async function* chunksOf(bytes: Uint8Array, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let start = 0;
  for (const end of [...places, bytes.length]) {
    yield bytes.subarray(start, end);
    start = end;
  }
}

async function collect(bytes: Uint8Array, cuts: readonly number[]): Promise<string[]> {
  const lines: string[] = [];
  for await (const line of readLines(chunksOf(bytes, cuts))) lines.push(line);
  return lines;
}

describe('lines of a stream', () => {
  it('are the same wherever the stream is cut, even inside a character', async () => {
    const line = fc.string({ unit: 'grapheme', minLength: 1 }).map((text) => JSON.stringify(text));
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.array(fc.nat()), async (lines, cuts) => {
        const bytes = new TextEncoder().encode(lines.map((text) => `${text}\n`).join(''));
        expect(await collect(bytes, cuts)).toEqual(lines);
      }),
    );
  });

  it('are whole when every byte comes alone', async () => {
    const bytes = new TextEncoder().encode('{"a":"ü🌊"}\n{"b":"世界"}\n');
    const everywhere = Array.from({ length: bytes.length }, (_, index) => index);
    expect(await collect(bytes, everywhere)).toEqual(['{"a":"ü🌊"}', '{"b":"世界"}']);
  });

  it('leave out empty ones and one that was cut off', async () => {
    const bytes = new TextEncoder().encode('\n{"a":1}\n\r\n{"b":');
    expect(await collect(bytes, [])).toEqual(['{"a":1}']);
  });
});
