import { expect, test } from 'vitest';
import { boundedEntries } from '../../../src/agent/build-cache/bounded-entries.ts';

const sized = (limit: number) =>
  boundedEntries<string>(limit, (key, entry) => key.length + entry.length);

test('what was used longest ago goes first', () => {
  const entries = sized(9);
  entries.set('a', '11');
  entries.set('b', '22');
  entries.set('c', '33');
  expect(entries.get('a')).toBe('11');
  entries.set('d', '44');
  expect(['a', 'b', 'c', 'd'].map((key) => entries.get(key))).toEqual([
    '11',
    undefined,
    '33',
    '44',
  ]);
  expect(entries.bytes).toBe(9);
});

test('an entry in the place of another counts once', () => {
  const entries = sized(9);
  entries.set('a', '1111');
  entries.set('a', '22');
  expect([entries.get('a'), entries.bytes]).toEqual(['22', 3]);
});

test('an entry larger than the bound is not kept, nor the one before it', () => {
  const entries = sized(9);
  entries.set('a', '1');
  entries.set('a', '1'.repeat(9));
  expect([entries.get('a'), entries.bytes]).toEqual([undefined, 0]);
});
