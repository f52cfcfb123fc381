import { describe, expect, it } from 'vitest';
import {
  afterCorrection,
  afterFight,
  type Corrections,
  fightText,
  judgeCorrection,
  noCorrections,
} from '../../src/drift/corrections.ts';
import type { ObjectDrift } from '../../src/drift/drift.ts';

const minute = 60_000;

function driftBy(manager: string): ObjectDrift {
  const writer = {
    manager,
    operation: 'Update',
    subresource: undefined,
    time: undefined,
    recorded: true,
  };
  const field = { path: ['a'], wanted: 1, live: 2, writer, position: undefined, meaning: [] };
  const id = { group: '', kind: 'ConfigMap', namespace: 'ns', name: 'a' };
  return { id, kind: 'changed', fields: [field], position: undefined, writer: undefined };
}

/** An object that was corrected at these times. */
function corrected(...times: readonly number[]): Corrections {
  return times.reduce((past, time) => afterCorrection(past, driftBy('hpa'), time), noCorrections);
}

describe('a correction', () => {
  it('comes at once, or when the policy says', () => {
    expect(judgeCorrection(noCorrections, 0, 0)).toEqual({ kind: 'correct', since: 0 });
    expect(judgeCorrection(noCorrections, 500, 0)).toEqual({ kind: 'wait', until: 500 });
    expect(judgeCorrection(noCorrections, 500, 500)).toEqual({ kind: 'correct', since: 500 });
  });

  it('is followed by another one only after a pause that grows', () => {
    expect(judgeCorrection(corrected(0), 0, 100)).toEqual({ kind: 'wait', until: 5_000 });
    expect(judgeCorrection(corrected(0, 5_000), 0, 6_000)).toEqual({
      kind: 'wait',
      until: 15_000,
    });
  });

  it('is forgotten after ten minutes', () => {
    expect(judgeCorrection(corrected(0, 5_000, 15_000), 0, 11 * minute)).toMatchObject({
      kind: 'correct',
    });
  });
});

describe('a fight', () => {
  const past = corrected(0, 5_000, 15_000);

  it('is a third correction that did not last either', () => {
    expect(judgeCorrection(past, 0, 40_000)).toEqual({
      kind: 'fight',
      since: 40_000,
      until: 40_000 + 60 * minute,
    });
  });

  it('is left alone for an hour, then tried once more', () => {
    const stopped = afterFight(past, driftBy('vpa'), 40_000);
    expect(judgeCorrection(stopped, 0, 59 * minute)).toMatchObject({ kind: 'fight' });
    const later = 40_000 + 60 * minute;
    expect(judgeCorrection(stopped, 0, later)).toMatchObject({ kind: 'correct' });
    const again = afterCorrection(stopped, driftBy('vpa'), later);
    expect(judgeCorrection(again, 0, later + 1_000)).toMatchObject({ kind: 'wait' });
  });

  it('names both sides', () => {
    const stopped = afterFight(past, driftBy('vpa'), 40_000);
    expect(fightText(stopped, 40_000 + 60 * minute, 40_000)).toBe(
      'tidewatch and hpa, vpa fight over it: corrected 3 times within 10m; left alone for 1h, unless Git changes it',
    );
  });
});
