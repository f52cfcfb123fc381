import { describe, expect, it } from 'vitest';
import { forgeLocation } from '../../src/forge/forge-location.ts';

describe('where the API of a repository is', () => {
  it.each([
    ['https://github.com/team/app.git', 'github', 'https://api.github.com', 'team/app'],
    ['git@github.com:team/app.git', 'github', 'https://api.github.com', 'team/app'],
    ['ssh://git@gitlab.com/a/b/c.git', 'gitlab', 'https://gitlab.com', 'a/b/c'],
    ['https://codeberg.org/team/app/', 'gitea', 'https://codeberg.org', 'team/app'],
  ])('of %s', (repository, provider, apiUrl, path) => {
    const found = forgeLocation(repository, {});
    expect(found.provider).toBe(provider);
    expect(found.location).toMatchObject({ apiUrl, path });
  });

  it('of hosts of your own, once the provider is named', () => {
    const url = 'https://user:password@git.example.com:8443/team/app';
    const github = forgeLocation(url, { provider: 'github' });
    expect(github.location).toEqual({
      url: 'https://git.example.com:8443/team/app',
      path: 'team/app',
      apiUrl: 'https://git.example.com:8443/api/v3',
    });
    const apiUrl = 'https://api.example.com';
    expect(forgeLocation(url, { provider: 'gitea', apiUrl }).location.apiUrl).toBe(apiUrl);
  });

  it.each([
    [
      'https://user:password@git.example.com/team/app',
      'https://git.example.com/team/app: its host does not tell which forge it is; name the provider',
    ],
    [
      'https://github.com/app',
      'https://github.com/app: it names no repository of an owner; give HOST/OWNER/REPOSITORY',
    ],
    ['/srv/app', '/srv/app: it is not the URL of a repository on a forge; use https://…'],
  ])('says what is wrong with %s', (repository, message) => {
    expect(() => forgeLocation(repository, {})).toThrow(message);
  });
});
