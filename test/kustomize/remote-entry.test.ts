import { describe, expect, it } from 'vitest';
import { parseRemoteEntry } from '../../src/kustomize/load/remote-entry.ts';

describe('the URL of a folder of another repository', () => {
  it.each([
    ['https://host/org/app//base?ref=v1', 'https://host/org/app', 'base', 'v1'],
    ['https://host/org/app.git//a/b?ref=v1', 'https://host/org/app.git', 'a/b', 'v1'],
    ['https://host/group/sub/app.git/a?ref=v1', 'https://host/group/sub/app.git', 'a', 'v1'],
    ['git::https://host/org/app//base?ref=v1', 'https://host/org/app', 'base', 'v1'],
    ['github.com/org/app//base?ref=v1', 'https://github.com/org/app', 'base', 'v1'],
    ['github.com/org/app/base/web?ref=v1', 'https://github.com/org/app', 'base/web', 'v1'],
    ['github.com/org/app?ref=v1', 'https://github.com/org/app', '.', 'v1'],
    ['https://host/org/app//base?timeout=90s&version=v1', 'https://host/org/app', 'base', 'v1'],
    ['http://host:8080/org/app//base/?ref=a/b', 'http://host:8080/org/app', 'base', 'a/b'],
  ])('%s', (text, repository, path, ref) => {
    expect(parseRemoteEntry(text)).toEqual({ repository, path, ref });
  });

  it.each([
    [
      'git@github.com:org/app.git//base?ref=v1',
      'only repositories over HTTPS are fetched; write https://host/org/repository//path?ref=TAG',
    ],
    [
      'ssh://git@host/org/app//base?ref=v1',
      'only repositories over HTTPS are fetched; write https://host/org/repository//path?ref=TAG',
    ],
    [
      'https://github.com/org/app//base',
      'it is not pinned; add ?ref= with a tag or a full commit id',
    ],
    [
      'https://raw.example.com/org/app/main/all.yaml',
      'single files are not fetched from other hosts; copy it into this repository',
    ],
    ['https://me:secret@host/org/app//base?ref=v1', 'the URL holds credentials; take them out'],
    [
      'https://host?ref=v1',
      'it names no repository; write https://host/org/repository//path?ref=TAG',
    ],
  ])('is refused: %s', (text, message) => {
    const parsed = parseRemoteEntry(text);
    expect('what' in parsed ? `${parsed.what}; ${parsed.advice}` : parsed).toBe(message);
  });
});
