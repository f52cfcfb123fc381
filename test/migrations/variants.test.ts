import { describe, expect, it } from 'vitest';
import { runThrough, undisturbed } from './crash.ts';
import { variants } from './variants.ts';

describe('a migration that nothing disturbs', () => {
  it.each(variants)(
    'ends in one attempt, and does what it is to do once: $name',
    async (variant) => {
      const { attempts, effects, wrong } = await runThrough(variant, undisturbed);
      expect(wrong).toEqual([]);
      expect(attempts).toBe(1);
      const named = effects.map((effect) => effect.replace(/pvc-[0-9a-f-]{36}/, 'pvc-new'));
      expect(named).toMatchSnapshot();
    },
  );
});
