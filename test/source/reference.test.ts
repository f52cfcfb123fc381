import { describe, expect, it } from 'vitest';
import { formatReference, type GitReference, parseReference } from '../../src/source/reference.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

describe('a reference', () => {
  it.each<[string, GitReference]>([
    ['HEAD', { kind: 'head' }],
    ['main', { kind: 'short', name: 'main' }],
    ['feature/one', { kind: 'short', name: 'feature/one' }],
    ['refs/heads/main', { kind: 'branch', name: 'main' }],
    ['refs/tags/v1.2.3', { kind: 'tag', name: 'v1.2.3' }],
    ['refs/pull/1/head', { kind: 'name', name: 'refs/pull/1/head' }],
    ['semver:>=1.0.0 <2.0.0', { kind: 'semver', range: '>=1.0.0 <2.0.0' }],
    ['semver:>=1.0.0, <2.0.0', { kind: 'semver', range: '>=1.0.0, <2.0.0' }],
    [COMMIT, { kind: 'commit', commit: COMMIT }],
  ])('is read and written: %s', (text, reference) => {
    expect(parseReference(text)).toEqual(reference);
    expect(formatReference(reference)).toBe(text);
  });

  it('takes a commit id in capital letters', () => {
    expect(parseReference(COMMIT.toUpperCase())).toEqual({ kind: 'commit', commit: COMMIT });
  });

  it.each([
    '',
    'two words',
    'a..b',
    '/main',
    'main/',
    'a//b',
    '-x',
    'a.lock',
    '.a',
    'a~1',
    'a@{1}',
  ])('is refused: %j', (text) => {
    expect(() => parseReference(text)).toThrow(
      `${JSON.stringify(text)}: not a Git reference; write a branch (main), a full name (refs/tags/v1.2.3), a full commit id, semver:>=1.0.0 or HEAD`,
    );
  });

  it.each(['semver:', 'semver:banana', 'semver:>=x.y.z.w'])('has no such range: %s', (text) => {
    expect(() => parseReference(text)).toThrow(
      `${JSON.stringify(text)}: not a range of semantic versions; write one such as semver:>=1.0.0 <2.0.0 or semver:1.x`,
    );
  });
});
