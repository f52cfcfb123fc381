import { describe, expect, it } from 'vitest';
import { highestTag } from '../../src/source/highest-tag.ts';

function highest(range: string, ...names: string[]): string | undefined {
  const tags = names.map((name) => ({
    name: `refs/tags/${name}`,
    commit: '0'.repeat(40),
    target: undefined,
  }));
  return highestTag(range, tags)?.name.replace('refs/tags/', '');
}

describe('the highest tag of a range', () => {
  it.each<[string, string[], string | undefined]>([
    ['1.x', ['1.2.0', '1.10.0', '1.9.9', '2.0.0'], '1.10.0'],
    ['>=1.0.0 <2.0.0', ['v1.0.0', 'v1.5.0', 'v2.0.0'], 'v1.5.0'],
    ['>=1.0.0, <2.0.0', ['v1.0.0', 'v1.5.0', 'v2.0.0'], 'v1.5.0'],
    ['*', ['latest', 'release-9', 'v1', '1.2', 'v0.1.0'], 'v0.1.0'],
    ['>=3', ['v1.0.0'], undefined],
    ['>=1.0.0', ['v1.0.0', 'v2.0.0-rc.1'], 'v1.0.0'],
    ['>=1.0.0-0', ['v1.0.0', 'v2.0.0-rc.1'], 'v2.0.0-rc.1'],
    ['>=1.0.0-rc.1 <1.1.0', ['v1.0.0-rc.0', 'v1.0.0-rc.2'], 'v1.0.0-rc.2'],
    ['~1.2 || >=2.0.0-0', ['v1.2.9', 'v1.2.10-rc.1'], 'v1.2.9'],
    ['1.0.0 - 1.2.0', ['v1.1.0-rc.1', 'v1.1.0'], 'v1.1.0'],
    ['1.x', ['1.0.0', 'v1.0.0'], 'v1.0.0'],
    ['1.x', ['v1.0.0', '1.0.0'], 'v1.0.0'],
  ])('%s of %j is %s', (range, names, expected) => {
    expect(highest(range, ...names)).toBe(expected);
  });
});
