import { describe, expect, it } from 'vitest';
import { openSource } from '../../src/source/open-source.ts';
import { parseRepositoryAddress, redactAddress } from '../../src/source/repository-address.ts';
import { recordingLog } from '../support/recording-log.ts';

describe('the address of a repository', () => {
  it.each([
    ['https://host/team/app.git', { kind: 'remote', url: 'https://host/team/app.git' }],
    ['https://HOST/app/', { kind: 'remote', url: 'https://host/app' }],
    ['http://127.0.0.1:8080/app.git', { kind: 'remote', url: 'http://127.0.0.1:8080/app.git' }],
    ['file:///srv/a%20b.git', { kind: 'local', path: '/srv/a b.git' }],
    ['/srv/app.git', { kind: 'local', path: '/srv/app.git' }],
  ])('is understood: %s', (text, address) => {
    expect(parseRepositoryAddress(text)).toEqual(address);
  });

  it.each([
    ['', '"": no repository; write an address such as https://host/team/repository.git'],
    [
      'https://user:secret@host/app.git',
      'https://host/app.git: holds credentials; take them out of the address and give them in a file or an environment variable',
    ],
    [
      'https://secret@host/app.git',
      'https://host/app.git: holds credentials; take them out of the address and give them in a file or an environment variable',
    ],
    [
      'git@host:team/app.git',
      'host:team/app.git: only HTTP(S) and local repositories are supported; write the https:// address of the repository',
    ],
    [
      'ssh://git@host/app.git',
      'ssh://host/app.git: only HTTP(S) and local repositories are supported; write the https:// address of the repository',
    ],
    [
      'ftp://host/app.git',
      'ftp://host/app.git: ftp:// is not supported; write an https:// address',
    ],
    ['https://:0:0/', 'https://:0:0/: not an address; look for a typing error'],
    [
      'https://host/app.git?token=secret',
      'https://host/app.git: has a query or a fragment; leave out what follows ? or #',
    ],
    [
      'file://srv/app.git',
      'file://srv/app.git: names a host; write file:/// with three slashes and an absolute path',
    ],
  ])('is refused without a word of its secrets: %s', (text, message) => {
    expect(() => parseRepositoryAddress(text)).toThrow(
      expect.objectContaining({ code: 'INVALID_SOURCE', message }),
    );
    expect(message).not.toContain('secret');
  });

  it('is printed without user, password, query and fragment', () => {
    expect(redactAddress('https://a:b@host/x.git?c=d#e')).toBe('https://host/x.git');
    expect(redactAddress('https://host/@scope/x.git')).toBe('https://host/@scope/x.git');
  });
});

describe('credentials over plain HTTP', () => {
  const open = (repository: string, allowPlainCredentials = false) =>
    openSource({
      repository,
      reference: { kind: 'head' },
      cacheFolder: '/nowhere',
      credentials: { kind: 'bearer', token: { environment: 'TOKEN' } },
      allowPlainCredentials,
      environment: {},
      log: recordingLog(),
    });

  it('are refused', async () => {
    await expect(open('http://git.example.com/app.git')).rejects.toThrow(
      'http://git.example.com/app.git: credentials over plain HTTP can be read by anybody on the way; write an https:// address, or allow it with --allow-plain-credentials',
    );
  });

  it.each([
    ['http://git.example.com/app.git', true],
    ['http://localhost:3000/app.git', false],
    ['http://127.0.0.1:3000/app.git', false],
    ['http://[::1]:3000/app.git', false],
    ['https://git.example.com/app.git', false],
  ])('are allowed to %s (asked for: %s)', async (repository, allowed) => {
    await (await open(repository, allowed)).close();
  });

  it('are refused to a host that only looks like this machine', async () => {
    await expect(open('http://127.0.0.1.example.com/app.git')).rejects.toThrow('plain HTTP');
  });
});
