import { describe, expect, it } from 'vitest';
import { disturbances, exhaust } from './exhaust.ts';
import { variants } from './variants.ts';

/** `npm run test:long` disturbs every call of every migration; these are a few of them. */
const sampled = [1, 10].flatMap((index) => variants[index] ?? []);

describe.each(disturbances)('where %s', (_name, faults, rival) => {
  it.each(sampled)(
    'every effect happens once, and no volume is lost: $name',
    async (variant) => {
      const { failures } = await exhaust(variant, faults.slice(0, 2), rival, 23);
      expect(failures).toEqual([]);
    },
    60_000,
  );
});
