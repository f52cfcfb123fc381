import { expect, it } from 'vitest';
import { alternate } from '../../bench/rounds.ts';

it('sides take turns in going first, and each has a sample a round', async () => {
  const order: string[] = [];
  const side = (name: string) => async (round: number) => {
    order.push(`${name}${round}`);
    return order.length;
  };
  const samples = await alternate({ a: side('a'), b: side('b') }, 3);
  expect(order).toEqual(['a0', 'b0', 'b1', 'a1', 'a2', 'b2']);
  expect(samples).toEqual({ a: [1, 4, 5], b: [2, 3, 6] });
});
