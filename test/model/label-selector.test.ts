import { describe, expect, it } from 'vitest';
import { parseLabelSelector } from '../../src/model/label-selector.ts';

const labels = new Map([
  ['app', 'web'],
  ['tier', 'a'],
  ['weight', '7'],
]);

describe('a label selector', () => {
  it.each([
    ['app=web', true],
    ['app == web', true],
    ['app!=web', false],
    ['missing!=web', true],
    ['app', true],
    ['!app', false],
    ['!missing', true],
    ['tier in (a, b)', true],
    ['tier notin (a, b)', false],
    ['missing notin (a)', true],
    ['weight>5', true],
    ['weight<5', false],
    ['app=web,tier in (b),weight', false],
  ])('%s', (text, matches) => {
    expect(parseLabelSelector(text)?.(labels)).toBe(matches);
  });

  it.each(['=web', 'app in a', 'app=web,,', 'a b'])('is none: %s', (text) => {
    expect(parseLabelSelector(text)).toBeUndefined();
  });
});
