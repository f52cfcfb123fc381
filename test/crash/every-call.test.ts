import { afterAll, describe, expect, it } from 'vitest';
import { disturbances, exhaust } from '../migrations/exhaust.ts';
import { variants } from '../migrations/variants.ts';

/**
 * Every call of every migration, disturbed in every way. This may take minutes:
 * it is a project of its own, `npm run test:crash`.
 */
let total = 0;
afterAll(() => console.log(`${total} disturbed runs`));

describe.each(disturbances)('where %s', (_name, faults, rival) => {
  it.each(variants)('every effect happens once, and no volume is lost: $name', async (variant) => {
    const { calls, runs, failures } = await exhaust(variant, faults, rival);
    total += runs;
    console.log(`${runs} runs over ${calls} calls, ${failures.length} violations: ${variant.name}`);
    expect(failures).toEqual([]);
  });
});
