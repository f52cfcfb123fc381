import { describe, expect, it } from 'vitest';
import { refusalOf } from '../../src/forge/refusal.ts';

const now = Date.parse('2026-01-05T08:00:00Z');
/** A clock that is a day ahead. */
const date = 'Tue, 06 Jan 2026 08:00:00 GMT';
const theirs = Date.parse(date) / 1000;
const minute = 60_000;
const hour = 60 * minute;

function untilOf(headers: Readonly<Record<string, string>>) {
  const answer = { status: 429, message: '', header: (name: string) => headers[name] };
  return refusalOf('https://git.example.com/team/monitoring', 'list', answer, undefined, now);
}

describe('a used-up limit is there again', () => {
  it.each([
    ['after so many seconds', { 'retry-after': '60' }, now + minute],
    ['after so many seconds by any clock', { 'retry-after': '60', date }, now + minute],
    ['at a date', { 'retry-after': 'Mon, 05 Jan 2026 08:01:00 GMT' }, now + minute],
    [
      'at a date by its clock',
      { 'retry-after': 'Tue, 06 Jan 2026 08:01:00 GMT', date },
      now + minute,
    ],
    ['at a second', { 'x-ratelimit-reset': `${now / 1000 + 60}` }, now + minute],
    ['at a second by its clock', { 'ratelimit-reset': `${theirs + 60}`, date }, now + minute],
    ['at once where the second has passed', { 'x-ratelimit-reset': '1' }, now],
    ['within an hour, however long it says', { 'retry-after': '1e12' }, now + hour],
    ['within an hour, whatever year it says', { 'x-ratelimit-reset': '253370764800' }, now + hour],
    ['at some time where it says nothing', {}, undefined],
    ['at some time where nobody can read it', { 'retry-after': 'soon', date: 'now' }, undefined],
    ['at some time where there is no such number', { 'retry-after': '1e999' }, undefined],
  ])('%s', (_, headers, until) => {
    expect(untilOf(headers)).toMatchObject({ code: 'FORGE_RATE_LIMITED', until });
  });
});
