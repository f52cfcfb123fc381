import { describe, expect, it } from 'vitest';
import { refusalOfTarget, selectedTargets } from '../../../src/agent/adopt/check-selection.ts';
import { formatProblem, type Problem } from '../../../src/model/errors.ts';
import { aTarget } from '../../support/targets.ts';

const problem: Problem = {
  code: 'UNSUPPORTED_FIELD',
  position: { file: 'apps.yaml', line: 3, column: 5 },
  subject: 'Kustomization/flux-system/apps',
  what: 'spec.decryption is not supported',
  advice: 'remove it',
};

describe('a selection of drift', () => {
  it('takes every target where none is named, and the one that is', () => {
    const targets = [aTarget('one'), aTarget('two')];
    expect(selectedTargets({}, targets)).toEqual(targets);
    expect(selectedTargets({ target: 'two' }, targets)).toEqual([targets[1]]);
  });

  it('names ten targets at most of which one can be chosen', () => {
    const targets = Array.from({ length: 12 }, (_, index) => aTarget(`t${index}`));
    expect(() => selectedTargets({ target: 'x' }, targets)).toThrow(
      'x: there is no such target; choose of t0, t1, t2, t3, t4, t5, t6, t7, t8, t9 and 2 more',
    );
  });

  it.each([
    [
      'suspended',
      { suspend: true },
      'it: it is suspended in Git, so nobody looks at its drift; resume it first',
    ],
    [
      'blocked',
      { blocked: [problem] },
      'it: it is blocked, so nobody looks at its drift: apps.yaml:3:5: Kustomization/flux-system/apps: spec.decryption is not supported; remove it; repair that first',
    ],
  ])('says of a %s target why it is not looked at', (_, fields, text) => {
    const refusal = refusalOfTarget(aTarget('it', fields));
    expect(refusal && formatProblem(refusal)).toBe(text);
  });

  it('refuses no other target', () => {
    expect(refusalOfTarget(aTarget('it'))).toBeUndefined();
  });
});
