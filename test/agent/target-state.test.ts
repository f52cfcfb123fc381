import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { defaultBackoff, retryDelay } from '../../src/agent/backoff.ts';
import {
  afterAttempt,
  decide,
  newTargetState,
  nextDue,
  type TargetState,
} from '../../src/agent/target-state.ts';
import type { TargetPhase } from '../../src/report/target-report.ts';
import { aReport, aTarget } from '../support/targets.ts';

const backoff = { initial: 1_000, limit: 8_000 };
const noJitter = () => 1;

function attempted(state: TargetState, commit: string, phase: TargetPhase, now = 0): TargetState {
  const report = aReport(state.target.name, { phase });
  return afterAttempt(state, commit, report, { now, backoff, random: noJitter });
}

function statesOf(...states: TargetState[]): Map<string, TargetState> {
  return new Map(states.map((state) => [state.target.name, state]));
}

describe('what the agent does next', () => {
  const app = newTargetState(aTarget('app', { dependsOn: ['infra'] }));
  const infra = newTargetState(aTarget('infra'));

  it('starts a target that was never attempted', () => {
    expect(decide(statesOf(infra), 'c1', 0, 4)).toEqual([{ target: 'infra', action: 'start' }]);
  });

  it('leaves a ready target alone until its interval is over', () => {
    const ready = statesOf(attempted(infra, 'c1', 'Ready'));
    expect(decide(ready, 'c1', 599_999, 4)).toEqual([]);
    expect(decide(ready, 'c1', 600_000, 4)).toEqual([{ target: 'infra', action: 'start' }]);
  });

  it('does not put a target off because the clock was set back', () => {
    const ready = statesOf(attempted(infra, 'c1', 'Ready', 3_600_000));
    expect(decide(ready, 'c1', 3_600_000, 4)).toEqual([]);
    expect(decide(ready, 'c1', 1_000, 4)).toEqual([{ target: 'infra', action: 'start' }]);
    const leftAlone = newTargetState(aTarget('infra', { selfHeal: false }));
    const never = statesOf(attempted(leftAlone, 'c1', 'Ready', 3_600_000));
    expect(decide(never, 'c1', 1_000, 4)).toEqual([]);
  });

  it('starts a ready target at once for a new commit', () => {
    const ready = statesOf(attempted(infra, 'c1', 'Ready'));
    expect(decide(ready, 'c2', 1, 4)).toEqual([{ target: 'infra', action: 'start' }]);
  });

  it('holds a target until what it depends on is ready at the same commit', () => {
    const hold = { target: 'app', action: 'hold', waitsFor: 'infra' };
    const atOld = statesOf(app, attempted(infra, 'c1', 'Ready'));
    expect(decide(atOld, 'c2', 1, 4)).toEqual([hold, { target: 'infra', action: 'start' }]);
    const failed = statesOf(app, attempted(infra, 'c2', 'Failed'));
    expect(decide(failed, 'c2', 1, 4)).toEqual([hold]);
    const ready = statesOf(app, attempted(infra, 'c2', 'Ready'));
    expect(decide(ready, 'c2', 1, 4)).toEqual([{ target: 'app', action: 'start' }]);
  });

  it('never starts a target twice, and stops waiting for the health of an old commit', () => {
    const running = statesOf({ ...infra, running: 'c1' });
    expect(decide(running, 'c1', 0, 4)).toEqual([]);
    expect(decide(running, 'c2', 0, 4)).toEqual([{ target: 'infra', action: 'supersede' }]);
  });

  it('starts no more than there is room for, by name', () => {
    const three = statesOf(...['c', 'a', 'b'].map((name) => newTargetState(aTarget(name))));
    expect(decide(three, 'c1', 0, 2).map(({ target }) => target)).toEqual(['a', 'b']);
  });
});

describe('when a failed target is tried again', () => {
  it('waits twice as long after each failure, and never longer than its interval', () => {
    let state = newTargetState(aTarget('a', { interval: 6_000 }));
    const delays = [1, 2, 3, 4, 5].map(() => {
      state = attempted(state, 'c1', 'Failed');
      return state.dueAt;
    });
    expect(delays).toEqual([1_000, 2_000, 4_000, 6_000, 6_000]);
  });

  it('starts counting anew with a new commit, and forgets failures once it is ready', () => {
    const failed = attempted(
      attempted(newTargetState(aTarget('a')), 'c1', 'Failed'),
      'c1',
      'Failed',
    );
    expect(failed.failures).toBe(2);
    expect(attempted(failed, 'c2', 'Failed').failures).toBe(1);
    expect(attempted(failed, 'c1', 'Ready').failures).toBe(0);
  });

  test('property: a delay stays between half and the whole of the doubled time', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 1_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, random) => {
          const full = Math.min(300_000, 5_000 * 2 ** (failures - 1));
          const delay = retryDelay(failures, defaultBackoff, () => random);
          expect(delay).toBeGreaterThanOrEqual(full / 2);
          expect(delay).toBeLessThanOrEqual(full);
        },
      ),
    );
  });

  it('says when to look again although nothing happens', () => {
    const never = newTargetState(aTarget('never'));
    const early = { ...attempted(newTargetState(aTarget('early')), 'c1', 'Failed'), dueAt: 5 };
    const late = { ...attempted(newTargetState(aTarget('late')), 'c1', 'Ready'), dueAt: 9 };
    const past = { ...attempted(newTargetState(aTarget('past')), 'c1', 'Ready'), dueAt: 1 };
    expect(nextDue([never, past], 1)).toBeUndefined();
    expect(nextDue([never, past, late, early], 1)).toBe(5);
  });
});
