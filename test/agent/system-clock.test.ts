import { describe, expect, it } from 'vitest';
import { systemClock } from '../../src/agent/system-clock.ts';

describe("the machine's clock", () => {
  it.each([
    ['a month', 30 * 24 * 3_600_000],
    ['for ever', Number.POSITIVE_INFINITY],
  ])('sleeps %s, which is longer than a timer of Node can be', async (_text, milliseconds) => {
    const stop = new AbortController();
    const reason = new Error('enough');
    const sleeping = systemClock.sleep(milliseconds, stop.signal).then(() => 'woke by itself');
    // A timer that Node cuts to one millisecond ends before this one.
    await systemClock.sleep(5);
    stop.abort(reason);
    await expect(sleeping).rejects.toBe(reason);
  });
});
