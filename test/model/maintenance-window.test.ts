import { describe, expect, it } from 'vitest';
import {
  formatOpening,
  maintenanceAt,
  parseMaintenanceWindows,
} from '../../src/model/maintenance-window.ts';

const saturdays = parseMaintenanceWindows('0 2 * * 6 for 4h in Europe/Berlin');
const at = (text: string) => Date.parse(text);

describe('a maintenance window', () => {
  it.each([
    ['a minute before', '2030-01-05T00:59:00Z', false],
    ['at its start', '2030-01-05T01:00:00Z', true],
    ['inside', '2030-01-05T03:30:00Z', true],
    ['a second before its end', '2030-01-05T04:59:59Z', true],
    ['at its end', '2030-01-05T05:00:00Z', false],
    ['on another day', '2030-01-08T02:00:00Z', false],
  ])('is open or not: %s', (_when, now, open) => {
    expect(maintenanceAt(saturdays, at(now)).open).toBe(open);
  });

  it('says when it opens, in its own time zone', () => {
    const state = maintenanceAt(saturdays, at('2030-01-01T00:00:00Z'));
    expect(state).toEqual({ open: false, opensAt: at('2030-01-05T01:00:00Z') });
    expect(formatOpening(saturdays, at('2030-01-05T01:00:00Z'))).toBe(
      '2030-01-05 02:00 Europe/Berlin',
    );
  });

  it('follows summer time', () => {
    expect(maintenanceAt(saturdays, at('2030-07-01T00:00:00Z'))).toEqual({
      open: false,
      opensAt: at('2030-07-06T00:00:00Z'),
    });
  });

  it('may be one of several: the first that opens counts', () => {
    const both = parseMaintenanceWindows('0 2 * * 6 for 4h; 30 1 * * * for 10m');
    expect(maintenanceAt(both, at('2030-01-01T00:00:00Z'))).toEqual({
      open: false,
      opensAt: at('2030-01-01T01:30:00Z'),
    });
    expect(maintenanceAt(both, at('2030-01-02T01:35:00Z')).open).toBe(true);
  });

  it('may be longer than the time between its starts: then it is always open', () => {
    const always = parseMaintenanceWindows('0 * * * * for 90m');
    expect(maintenanceAt(always, at('2030-01-01T00:59:00Z')).open).toBe(true);
  });

  it.each([
    ['always', 'write cron, duration and zone, such as "0 2 * * 6 for 4h in Europe/Berlin"'],
    ['* * * * for 4h', 'write five fields of cron'],
    ['0 2 * * 6 for 0', 'write a duration such as 4h'],
    [
      '0 2 * * 6 for soon',
      '"soon": not a duration; write a number with a unit, such as 15s, 1m30s or 2h; write it such as "0 2 * * 6 for 4h in Europe/Berlin"',
    ],
  ])('cannot be %j', (text, advice) => {
    expect(() => parseMaintenanceWindows(text)).toThrow(
      `${JSON.stringify(text)}: not a maintenance window; ${advice}`,
    );
  });

  it('cannot be of a zone that nobody knows, nor at a time that never comes', () => {
    expect(() => parseMaintenanceWindows('0 2 * * 6 for 4h in Mars/Base')).toThrow(
      'not a maintenance window',
    );
    expect(() => parseMaintenanceWindows('99 2 * * 6 for 4h')).toThrow('not a maintenance window');
  });
});
