import { randomBytes } from 'node:crypto';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Source } from '../../src/model/ports/source.ts';
import { failureOf, textOf } from '../contract/source/suite.ts';
import { basic, type GitFault, type GitRequestKind } from '../support/git-server.ts';
import { type RemoteHarness, startRemote } from './remote-harness.ts';

const SECRET = 'correct-horse-battery-staple';

describe('a remote in trouble', () => {
  let remote: RemoteHarness;
  const read = async (source: Source) => source.snapshot(await source.resolve());

  beforeEach(async () => {
    remote = await startRemote();
    await remote.repository.publish({ 'a.yaml': 'a: 1\n' });
  });
  afterEach(() => remote.close());

  it('is read again when the server is back', async () => {
    const source = await remote.open();
    const before = await read(source);
    await remote.server.down();
    expect(await failureOf(source.resolve())).toBe(
      `SERVER_UNREACHABLE ${remote.url}: the server cannot be reached (ECONNREFUSED); check the address, the network and the proxy`,
    );
    // What was read before can still be read.
    expect(await textOf(before, 'a.yaml')).toBe('a: 1\n');
    expect(await textOf(await source.snapshot(before.revision), 'a.yaml')).toBe('a: 1\n');
    await remote.server.up();
    await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
    expect(await textOf(await read(source), 'a.yaml')).toBe('a: 2\n');
  });

  it.each<[string, GitFault, GitRequestKind, string]>([
    [
      'an error of the server',
      { kind: 'status', status: 502, body: 'Bad Gateway' },
      'info/refs',
      'SERVER_ERROR URL: the server fails (HTTP 502); it is asked again later, look at the server if this lasts',
    ],
    [
      'too many requests',
      { kind: 'status', status: 429 },
      'info/refs',
      'SERVER_ERROR URL: the server fails (HTTP 429); it is asked again later, look at the server if this lasts',
    ],
    [
      'no access',
      { kind: 'status', status: 403 },
      'info/refs',
      'AUTHENTICATION_FAILED URL: the server refuses access (HTTP 403); give credentials in a file or an environment variable',
    ],
    [
      'no repository',
      { kind: 'status', status: 404 },
      'info/refs',
      'REPOSITORY_NOT_FOUND URL: no such repository (HTTP 404); check the address, a private repository needs credentials',
    ],
    [
      'a page for people',
      { kind: 'page', body: '<html><title>Sign in</title></html>' },
      'info/refs',
      'NOT_A_GIT_SERVER URL: the server does not answer as a Git server (text/html); check the address, it ends in .git on many servers',
    ],
    [
      'a status that means nothing here',
      { kind: 'status', status: 418 },
      'info/refs',
      'NOT_A_GIT_SERVER URL: the server does not answer as a Git server (HTTP 418); check the address, it ends in .git on many servers',
    ],
    [
      'a cut connection before a list of references',
      { kind: 'cut', after: 20 },
      'ls-refs',
      'RESPONSE_BROKEN URL: the answer of the server is broken (the connection closed too early); it is asked again later, look at the server and the proxy if this lasts',
    ],
    [
      'half a list of references',
      { kind: 'short', after: 0 },
      'ls-refs',
      'RESPONSE_BROKEN URL: the answer of the server is broken (it ends too early); it is asked again later, look at the server and the proxy if this lasts',
    ],
    [
      'a cut connection in a pack',
      { kind: 'cut', after: 200 },
      'fetch',
      'RESPONSE_BROKEN URL: the answer of the server is broken (the connection closed too early); it is asked again later, look at the server and the proxy if this lasts',
    ],
    [
      'half a pack',
      { kind: 'short', after: 200 },
      'fetch',
      'RESPONSE_BROKEN URL: the answer of the server is broken (it ends too early); it is asked again later, look at the server and the proxy if this lasts',
    ],
    [
      'a changed bit in a pack',
      { kind: 'flip' },
      'fetch',
      'RESPONSE_BROKEN URL: the answer of the server is broken (the checksum of the pack is wrong); it is asked again later, look at the server and the proxy if this lasts',
    ],
    [
      'an error in the words of Git',
      { kind: 'refusal', text: 'repository is being moved\n' },
      'ls-refs',
      'SERVER_ERROR URL: the server answers with an error (repository is being moved); it is asked again later, look at the server if this lasts',
    ],
    [
      'a repository of another format',
      { kind: 'refusal', text: "mismatched object format: server sha256, client 'sha1'" },
      'ls-refs',
      "UNSUPPORTED_REPOSITORY URL: the repository names objects by SHA-256 (mismatched object format: server sha256, client 'sha1'); use one with SHA-1",
    ],
  ])('tells %s', async (_, fault, kind, message) => {
    const source = await remote.open();
    remote.server.spoil(fault, kind);
    expect(await failureOf(read(source))).toBe(message.replace('URL', remote.url));
    remote.server.spoil(undefined);
    expect(await textOf(await read(source), 'a.yaml')).toBe('a: 1\n');
  });

  it('tells a server that does not answer', async () => {
    const source = await remote.open({ limits: { silence: 500 } });
    remote.server.spoil({ kind: 'silent' });
    expect(await failureOf(source.resolve())).toBe(
      `SERVER_TIMEOUT ${remote.url}: no answer for 500ms; check the server, the network and the proxy`,
    );
  });

  it('stops waiting when it is told to', async () => {
    const source = await remote.open();
    remote.server.spoil({ kind: 'silent' });
    const stop = new AbortController();
    const reason = new Error('shutting down');
    const resolving = source.resolve(stop.signal);
    while (remote.server.requests.length === 0) await new Promise(setImmediate);
    stop.abort(reason);
    await expect(resolving).rejects.toBe(reason);
  });

  it.each([
    ['SERVER_UNREACHABLE', true],
    ['RESPONSE_BROKEN', true],
    ['AUTHENTICATION_FAILED', false],
  ])('tells whether waiting may help: %s', async (code, transient) => {
    const faults: Record<string, GitFault> = {
      RESPONSE_BROKEN: { kind: 'short', after: 3 },
      AUTHENTICATION_FAILED: { kind: 'status', status: 401 },
    };
    if (code === 'SERVER_UNREACHABLE') await remote.server.down();
    else remote.server.spoil(faults[code]);
    const source = await remote.open();
    await expect(source.resolve()).rejects.toMatchObject({ code, transient });
  });

  it('tells a commit that the branch left before it was fetched', async () => {
    const source = await remote.open();
    const revision = await source.resolve();
    await remote.repository.git('commit', '--amend', '--message', 'Another');
    await remote.repository.push('--force', 'main');
    expect(await failureOf(source.snapshot(revision))).toBe(
      `COMMIT_NOT_FOUND ${remote.url}: the server does not give out the commit (upload-pack: not our ref ${revision.commit}); check the id, or follow a branch or a tag (a server gives out other commits only with uploadpack.allowReachableSHA1InWant)`,
    );
    expect(await textOf(await read(source), 'a.yaml')).toBe('a: 1\n');
  });

  describe('that wants credentials', () => {
    const passwordFile = () => join(remote.folder, 'password');
    const withFile = () =>
      remote.open({
        credentials: { kind: 'basic', username: 'git', password: { file: passwordFile() } },
      });

    it('is read with those of a file, before and after they were rotated', async () => {
      remote.server.require(basic('git', SECRET));
      await writeFile(passwordFile(), `${SECRET}\n`);
      const source = await withFile();
      await read(source);

      remote.server.require(basic('git', 'rotated'));
      const failure = await failureOf(source.resolve());
      expect(failure).toBe(
        `AUTHENTICATION_FAILED ${remote.url}: the server refuses access (HTTP 401); renew the credentials and check that they may read the repository`,
      );
      await writeFile(passwordFile(), 'rotated\n');
      await remote.repository.publish({ 'a.yaml': 'a: 2\n' });
      expect(await textOf(await read(source), 'a.yaml')).toBe('a: 2\n');
    });

    it('is read with a bearer token of the environment', async () => {
      remote.server.require(`Bearer ${SECRET}`);
      const source = await remote.open({
        credentials: { kind: 'bearer', token: { environment: 'GIT_TOKEN' } },
        environment: { GIT_TOKEN: SECRET },
      });
      expect(await textOf(await read(source), 'a.yaml')).toBe('a: 1\n');
    });

    it('is not read without, and says so', async () => {
      remote.server.require(basic('git', SECRET));
      expect(await failureOf((await remote.open()).resolve())).toBe(
        `AUTHENTICATION_FAILED ${remote.url}: the server refuses access (HTTP 401); give credentials in a file or an environment variable`,
      );
    });

    it.each([
      ['is empty', '\n', 'is empty or not set'],
      ['holds two lines', 'one\ntwo\n', 'holds more than one line'],
    ])('says when the file %s', async (_, content, what) => {
      await writeFile(passwordFile(), content);
      const file = passwordFile();
      expect(await failureOf((await withFile()).resolve())).toBe(
        `CREDENTIALS_UNREADABLE ${remote.url}: the credentials in ${file} cannot be used, ${file} ${what}; write the token or password there, and nothing else`,
      );
    });

    it('says when the file or the variable is missing', async () => {
      const file = passwordFile();
      expect(await failureOf((await withFile()).resolve())).toBe(
        `CREDENTIALS_UNREADABLE ${remote.url}: the credentials in ${file} cannot be used, ${file} cannot be read (ENOENT: no such file or directory, open '${file}'); write the token or password there, and nothing else`,
      );
      const source = await remote.open({
        credentials: { kind: 'bearer', token: { environment: 'GIT_TOKEN' } },
      });
      expect(await failureOf(source.resolve())).toBe(
        `CREDENTIALS_UNREADABLE ${remote.url}: the credentials in $GIT_TOKEN cannot be used, $GIT_TOKEN is empty or not set; write the token or password there, and nothing else`,
      );
    });

    it('never sees them in an error or in the log', async () => {
      await writeFile(passwordFile(), SECRET);
      const source = await withFile();
      const thrown: unknown[] = [];
      const attempt = async () => {
        await read(source).catch((error: unknown) => thrown.push(error));
      };
      remote.server.require(basic('git', 'another'));
      await attempt();
      remote.server.require(undefined);
      for (const fault of [
        { kind: 'status', status: 500 },
        { kind: 'short', after: 3 },
        { kind: 'cut', after: 3 },
        { kind: 'redirect', to: (path: string) => `http://localhost:1${path}` },
      ] as const) {
        remote.server.spoil(fault);
        await attempt();
      }
      remote.server.spoil(undefined);
      await read(source);
      await remote.server.down();
      await attempt();
      expect(thrown).toHaveLength(6);
      const everything = inspect([thrown, remote.log.lines], { depth: 20, showHidden: true });
      expect(everything).not.toContain(SECRET);
      expect(everything).not.toContain(basic('git', SECRET).slice('Basic '.length));
    });

    it('does not follow the server elsewhere with them', async () => {
      await writeFile(passwordFile(), SECRET);
      const elsewhere: (string | undefined)[] = [];
      const other = createServer((request, response) => {
        elsewhere.push(request.headers.authorization);
        response.end();
      });
      await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
      const address = other.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      remote.server.spoil({ kind: 'redirect', to: (path) => `http://127.0.0.1:${port}${path}` });
      expect(await failureOf((await withFile()).resolve())).toBe(
        `INVALID_SOURCE ${remote.url}: the server sends clients on to http://127.0.0.1:${port}/app.git, which does not get the credentials; write that address if you trust it`,
      );
      expect(elsewhere).toEqual([]);
      other.close();
    });
  });

  it('follows a repository that moved on its server', async () => {
    const source = await remote.open({ repository: remote.url.replace('app.git', 'old-name.git') });
    remote.server.spoil({ kind: 'moved', from: '/old-name.git', to: '/app.git' });
    expect(await textOf(await read(source), 'a.yaml')).toBe('a: 1\n');
  });

  it('stops where redirects do not end', async () => {
    remote.server.spoil({ kind: 'redirect', to: (path) => path });
    expect(await failureOf((await remote.open()).resolve())).toBe(
      `NOT_A_GIT_SERVER ${remote.url}: the server does not answer as a Git server (more than 5 redirects); check the address, it ends in .git on many servers`,
    );
  });

  it('stops at the limit of what it fetches', async () => {
    await remote.repository.publish({ 'noise.bin': randomBytes(100_000) });
    const source = await remote.open({ limits: { packSize: 50_000 } });
    expect(await failureOf(read(source))).toBe(
      `REPOSITORY_TOO_LARGE ${remote.url}: more than 48.8 KiB to fetch; take large files out of the repository or raise the limit`,
    );
  });

  it.each([
    [{ objectSize: 1_000_000 }, 'a file of 3.8 MiB, over the limit of 976.6 KiB'],
    [{ inflatedSize: 5_000_000 }, 'more than 4.8 MiB of files'],
  ])('does not inflate a small pack beyond a limit', async (limits, what) => {
    await remote.repository.publish({
      'bomb.yaml': '0'.repeat(4_000_000),
      'bang.yaml': '1'.repeat(4_000_000),
    });
    expect(await failureOf(read(await remote.open({ limits })))).toBe(
      `REPOSITORY_TOO_LARGE ${remote.url}: ${what}; take large files out of the repository or raise the limit`,
    );
  });
});
