import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseSchedule } from '../../src/source/schedule.ts';

const NOW = Date.UTC(2026, 0, 1, 12, 0, 30);

function next(text: string, options = {}, random = 0.5): string {
  return new Date(parseSchedule(text, options).next(NOW, random)).toISOString();
}

describe('a schedule', () => {
  it.each([
    ['15s', '2026-01-01T12:00:45.000Z'],
    ['1m30s', '2026-01-01T12:02:00.000Z'],
    ['*/5 * * * *', '2026-01-01T12:05:00.000Z'],
    ['45 * * * * *', '2026-01-01T12:00:45.000Z'],
    ['@hourly', '2026-01-01T13:00:00.000Z'],
  ])('%s', (text, expected) => {
    expect(next(text, { jitter: 0 })).toBe(expected);
  });

  it('keeps the time of a time zone', () => {
    expect(next('0 9 * * *', { jitter: 0, timeZone: 'Europe/Berlin' })).toBe(
      '2026-01-02T08:00:00.000Z',
    );
  });

  it('moves a duration to either side by chance', () => {
    expect(next('10s', {}, 0)).toBe('2026-01-01T12:00:39.000Z');
    expect(next('10s', {}, 0.5)).toBe('2026-01-01T12:00:40.000Z');
    expect(next('10s', { jitter: 0.5 }, 0)).toBe('2026-01-01T12:00:35.000Z');
  });

  it('never runs a cron expression before its time, nor after the next one', () => {
    const schedule = parseSchedule('*/5 * * * *', { jitter: 1 });
    fc.assert(
      fc.property(
        fc.integer({ min: Date.UTC(2020, 0), max: Date.UTC(2026, 0) }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (now, random) => {
          const due = (Math.floor(now / 300_000) + 1) * 300_000;
          const chosen = schedule.next(now, random);
          expect(chosen).toBeGreaterThanOrEqual(due);
          expect(chosen).toBeLessThanOrEqual(due + 300_000);
        },
      ),
      { numRuns: 50 },
    );
  });

  it('always moves on', () => {
    const schedule = parseSchedule('1s', { jitter: 0.1 });
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (now, random) => {
        expect(schedule.next(now, random)).toBeGreaterThan(now);
      }),
    );
  });

  it.each([
    [
      'often',
      '"often": not a schedule; write a duration such as 15s or 1m30s, or a cron expression such as "*/5 * * * *"',
    ],
    ['10ms', '"10ms": too short; write 1s or more'],
    [
      '* * * *',
      '"* * * *": not a cron expression (Too few fields); write minute, hour, day, month and weekday, such as "*/5 * * * *"',
    ],
    [
      '99 * * * *',
      '"99 * * * *": not a cron expression (Field value (99) is out of range); write minute, hour, day, month and weekday, such as "*/5 * * * *"',
    ],
    [
      '0 0 31 2 *',
      '"0 0 31 2 *": not a cron expression (Something went wrong. No execution date was found in the next 8 years); write minute, hour, day, month and weekday, such as "*/5 * * * *"',
    ],
  ])('is refused: %s', (text, message) => {
    expect(() => parseSchedule(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message }),
    );
  });

  it('has a jitter from 0 to 1 and a time zone that exists', () => {
    expect(() => parseSchedule('15s', { jitter: 2 })).toThrow(
      '2: not a jitter; write a number from 0 to 1',
    );
    expect(() => parseSchedule('@daily', { timeZone: 'Moon/Crater' })).toThrow(
      '"Moon/Crater": not a time zone; write a name such as Europe/Berlin',
    );
  });
});
