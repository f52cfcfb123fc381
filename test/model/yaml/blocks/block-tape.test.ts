import { describe, expect, it } from 'vitest';
import { BlockTape, TAPE_WIDTH, TapeKind } from '../../../../src/model/yaml/blocks/block-tape.ts';

describe('a tape', () => {
  it('takes little of a long text that has few nodes', () => {
    const tape = new BlockTape(10_000_000);
    tape.add(TapeKind.plain, 0, 10_000_000);
    expect(tape.numbers.byteLength).toBeLessThan(100_000);
  });

  it('grows with what is added, and keeps all of it', () => {
    const tape = new BlockTape(0);
    for (let index = 0; index < 20_000; index++) {
      expect(tape.add(TapeKind.plain, index, index + 1)).toBe(index * TAPE_WIDTH);
    }
    expect(tape.length).toBe(20_000 * TAPE_WIDTH);
    for (let index = 0; index < 20_000; index++) {
      const at = index * TAPE_WIDTH;
      expect([...tape.numbers.subarray(at, at + TAPE_WIDTH)]).toEqual([
        TapeKind.plain,
        index,
        index + 1,
      ]);
    }
  });
});
