import { describe, expect, it } from 'vitest';
import { isSameRepository, repositoryKey } from '../../src/layout/same-repository.ts';

describe('the address of a repository', () => {
  it.each([
    'https://github.com/Org/repo',
    'https://github.com/Org/repo.git',
    'https://github.com/Org/repo/',
    'https://GitHub.com/Org/repo',
    'https://token@github.com/Org/repo.git',
    'https://github.com:443/Org/repo',
    'ssh://git@github.com/Org/repo.git',
    'ssh://git@github.com:22/Org/repo',
    'git@github.com:Org/repo.git',
  ])('is the same however it is written: %s', (address) => {
    expect(repositoryKey(address)).toBe('github.com/Org/repo');
  });

  it.each([
    ['https://github.com/org/repo', 'upper and lower case of the path'],
    ['https://github.com/Org/repo2', 'the name'],
    ['https://gitlab.com/Org/repo', 'the host'],
    ['https://github.com:8443/Org/repo', 'the port'],
  ])('is another one for %s: it differs in %s', (address) => {
    expect(isSameRepository(address, { urls: ['https://github.com/Org/repo'], ref: 'main' })).toBe(
      false,
    );
  });

  it('may be any of the known ones', () => {
    const repository = { urls: ['https://a.example/x', 'http://mirror.git/x'], ref: undefined };
    expect(isSameRepository('http://mirror.git/x.git', repository)).toBe(true);
  });

  it.each([['/srv/git/fleet'], ['file:///srv/git/fleet.git'], []])(
    'may be any at all where only %s is known',
    (...urls) => {
      expect(isSameRepository('https://a.example/x', { urls, ref: 'main' })).toBe(true);
    },
  );
});
