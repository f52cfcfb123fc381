import { setImmediate as turn } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { whenQuiet } from '../../src/agent/when-quiet.ts';
import { manualClock } from '../support/manual-clock.ts';

function begin() {
  const clock = manualClock();
  const stop = new AbortController();
  const runs: number[] = [];
  const happened = whenQuiet(() => runs.push(clock.now()), 5_000, clock, stop.signal);
  const advance = async (milliseconds: number) => {
    clock.advance(milliseconds);
    await turn();
  };
  return { happened, advance, stop, runs };
}

describe('what waits until it is quiet', () => {
  it('does nothing as long as nothing has happened', async () => {
    const { advance, runs } = begin();
    await advance(60_000);
    expect(runs).toEqual([]);
  });

  it('runs once after many things have happened, when the pause since the last is over', async () => {
    const { happened, advance, runs } = begin();
    happened();
    await advance(4_000);
    happened();
    await advance(4_000);
    happened();
    await advance(4_999);
    expect(runs).toEqual([]);
    await advance(1);
    expect(runs).toEqual([13_000]);
    await advance(60_000);
    expect(runs).toEqual([13_000]);
  });

  it('runs again after something happens again', async () => {
    const { happened, advance, runs } = begin();
    happened();
    await advance(5_000);
    happened();
    await advance(5_000);
    expect(runs).toEqual([5_000, 10_000]);
  });

  it('does not run any more once it is told to stop', async () => {
    const { happened, advance, stop, runs } = begin();
    happened();
    stop.abort();
    await advance(5_000);
    happened();
    await advance(5_000);
    expect(runs).toEqual([]);
  });
});
