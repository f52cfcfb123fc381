import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lookInTurns, type Turns } from '../../../src/agent/pull-requests/look-in-turns.ts';
import { ForgeRateLimitedError } from '../../../src/model/ports/forge-errors.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { recordingLog } from '../../support/recording-log.ts';

describe('looks in turns', () => {
  let clock: ManualClock;
  let turns: Turns;
  let stop: AbortController;
  let running: Promise<void>;
  /** When each look began; milliseconds. */
  let looks: number[];
  /** How long each look takes; milliseconds. */
  let length: number;
  /** When the rate limit that each look meets is over; `undefined`: it meets none. */
  let until: number | undefined;

  beforeEach(() => {
    clock = manualClock();
    stop = new AbortController();
    looks = [];
    length = 0;
    until = undefined;
    const look = async () => {
      looks.push(clock.now());
      if (length > 0) await clock.sleep(length, stop.signal);
      if (until === undefined) return;
      throw new ForgeRateLimitedError('https://git.example.com: the rate limit', { until });
    };
    const options = { clock, log: recordingLog(), interval: 60_000, stop: stop.signal };
    turns = lookInTurns(look, options);
  });
  afterEach(async () => {
    stop.abort();
    await running;
  });

  /** Lets time pass, a tenth of a second at a time; somebody hurries all the while where `hurried`. */
  async function pass(seconds: number, hurried: boolean): Promise<void> {
    for (let tenths = 0; tenths < seconds * 10; tenths++) {
      if (hurried) turns.hurry();
      await setImmediate();
      clock.advance(100);
      await setImmediate();
    }
  }
  /** The pauses between the looks of some seconds, each from the end of one; milliseconds. */
  async function pauses(seconds: number, hurried: boolean): Promise<Set<number>> {
    running = turns.run();
    await pass(seconds, hurried);
    return new Set(looks.slice(1).map((time, index) => time - (looks[index] ?? 0) - length));
  }

  it('come once an interval, counted from the beginning of one', async () => {
    length = 2_000;
    expect(await pauses(200, false)).toEqual(new Set([58_000]));
  });

  it.each([0, 400, 3_000])(
    'leave the forge alone for a second, however often they are hurried and though one takes %d ms',
    async (milliseconds) => {
      length = milliseconds;
      expect(await pauses(20, true)).toEqual(new Set([1_000]));
    },
  );

  it('leave the forge alone for a second where the limit that one met is over at its end', async () => {
    length = 3_000;
    until = 2_000;
    expect(await pauses(20, true)).toEqual(new Set([1_000]));
  });

  it('leave the forge alone for a second though one takes longer than the interval', async () => {
    length = 70_000;
    expect(await pauses(300, false)).toEqual(new Set([1_000]));
  });

  it('wait for a rate limit to be over, though they are hurried', async () => {
    until = 90_000;
    await pauses(90.5, true);
    expect(looks).toEqual([0, 90_000]);
  });

  it('come at the interval where the limit does not last so long', async () => {
    until = 30_000;
    await pauses(61, false);
    expect(looks).toEqual([0, 60_000]);
  });
});
