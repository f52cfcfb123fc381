import { describe, expect, it } from 'vitest';
import {
  defaultRetryPolicy,
  type Failure,
  mayHaveBeenProcessed,
  retryDelay,
} from '../../src/kubernetes/retry.ts';

const answer = (status: number, retryAfter?: string): Failure => ({
  kind: 'answer',
  status,
  retryAfter,
  passing: true,
});
const refusedConnection: Failure = { kind: 'lost', sent: false, passing: true };
const brokenConnection: Failure = { kind: 'lost', sent: true, passing: true };
const half = () => 0.5;

describe('how long to wait before the next try', () => {
  it.each([
    { attempt: 1, longest: 200 },
    { attempt: 2, longest: 400 },
    { attempt: 3, longest: 800 },
    { attempt: 4, longest: 1600 },
    { attempt: 5, longest: 3200 },
  ])('is anything up to $longest ms after try $attempt', ({ attempt, longest }) => {
    const delay = (random: () => number) =>
      retryDelay(brokenConnection, attempt, 'always', defaultRetryPolicy, random);
    expect(delay(() => 0)).toBe(0);
    expect(delay(half)).toBe(longest / 2);
    expect(delay(() => 0.999999)).toBe(longest);
  });

  it('never grows over the limit', () => {
    const patient = { ...defaultRetryPolicy, attempts: 20 };
    expect(retryDelay(brokenConnection, 19, 'always', patient, () => 0.999999)).toBe(5000);
  });

  it('ends after the last try', () => {
    const last = defaultRetryPolicy.attempts;
    expect(retryDelay(brokenConnection, last, 'always', defaultRetryPolicy, half)).toBeUndefined();
  });

  it.each([
    { retryAfter: '3', delay: 3100 },
    { retryAfter: '0', delay: 100 },
    { retryAfter: '60', delay: 60_100 },
    { retryAfter: '61', delay: undefined },
    { retryAfter: 'Wed, 21 Oct 2026 07:28:00 GMT', delay: 100 },
    { retryAfter: undefined, delay: 100 },
  ])('is $delay ms where the server says Retry-After: $retryAfter', ({ retryAfter, delay }) => {
    const failure = answer(429, retryAfter);
    expect(retryDelay(failure, 1, 'always', defaultRetryPolicy, half)).toBe(delay);
  });
});

describe('what may be tried again', () => {
  it.each<{ what: string; failure: Failure; processed: boolean }>([
    { what: 'a refused connection', failure: refusedConnection, processed: false },
    { what: 'a connection lost on the way', failure: brokenConnection, processed: true },
    { what: '429', failure: answer(429), processed: false },
    { what: '500', failure: answer(500), processed: true },
    { what: '503', failure: answer(503), processed: true },
  ])('after $what a request that must not be done twice: $processed', ({ failure, processed }) => {
    expect(mayHaveBeenProcessed(failure)).toBe(processed);
    const delay = retryDelay(failure, 1, 'unprocessed', defaultRetryPolicy, half);
    expect(delay === undefined).toBe(processed);
    expect(retryDelay(failure, 1, 'always', defaultRetryPolicy, half)).toBeDefined();
  });

  it('is nothing where the failure will not pass', () => {
    const failure: Failure = { kind: 'lost', sent: false, passing: false };
    expect(retryDelay(failure, 1, 'always', defaultRetryPolicy, half)).toBeUndefined();
  });
});
