import { afterAll, describe, expect, it } from 'vitest';
import { exhaust } from '../migrations/exhaust.ts';
import type { Fault } from '../migrations/faults.ts';
import { variants } from '../migrations/variants.ts';

/** Disturbs every call of every migration in turn, in each of these ways. */
export function everyCall(name: string, faults: readonly Fault[], rival: boolean): void {
  let total = 0;
  afterAll(() => console.log(`${total} runs in which ${name}`));

  describe(`where ${name}`, () => {
    it.each(variants)(
      'every effect happens once, and no volume is lost: $name',
      async (variant) => {
        const { calls, runs, failures } = await exhaust(variant, faults, rival);
        total += runs;
        console.log(
          `${runs} runs over ${calls} calls, ${failures.length} violations: ${variant.name}`,
        );
        expect(failures).toEqual([]);
      },
    );
  });
}
