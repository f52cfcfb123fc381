import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Forge, PullRequest } from '../../../src/model/ports/forge.ts';
import { ForgeError, type ForgeRateLimitedError } from '../../../src/model/ports/forge-errors.ts';
import {
  changePullRequest,
  comment,
  forgeModel,
  openPullRequest,
} from '../../support/forge/forge-model.ts';
import { githubApi } from '../../support/forge/github-api.ts';
import { startTestForge, type TestForge } from '../../support/forge/test-forge.ts';

/** A forge on a server of this machine, and what differs in how it is spoken to. */
export interface ForgeUnderTest {
  readonly forge: Forge;
  readonly server: TestForge;
  /** The reference that holds the newest commit of a pull request. */
  reference(number: number): string;
}

const somePullRequest: PullRequest = {
  number: 1,
  title: 'Change the monitoring',
  author: 'eve',
  url: 'https://git.example.com/1',
  state: 'open',
  head: { commit: '1'.repeat(40), reference: 'refs/pull/1/head', fork: true },
  base: 'main',
  mergeCommit: undefined,
  updatedAt: '2026-01-05T08:00:00Z',
};

const commit = (letter: string): string => letter.repeat(40);

/**
 * What every implementation of the port `Forge` has to do. `open` makes a forge
 * that waits for an answer as long as it is told, in milliseconds.
 */
export function forgeSuite(open: (timeout?: number) => Promise<ForgeUnderTest>): void {
  let on: ForgeUnderTest;
  beforeEach(async () => {
    on = await open();
  });
  afterEach(() => on.server.close());

  describe('pull requests', () => {
    it('gives those that are open at first, of forks and own branches', async () => {
      const { model } = on.server;
      openPullRequest(model, { headCommit: commit('1'), title: 'Own', author: 'ada' });
      openPullRequest(model, { headCommit: commit('2'), title: 'Fork', author: 'eve', fork: true });
      openPullRequest(model, { headCommit: commit('3'), state: 'closed' });
      const { changed } = await on.forge.pullRequests.changedSince(undefined);
      const sorted = [...changed].sort((a, b) => a.number - b.number);
      expect(
        sorted.map(({ number, title, author, state, head, base, mergeCommit }) => ({
          number,
          title,
          author,
          state,
          head,
          base,
          mergeCommit,
        })),
      ).toEqual([
        {
          number: 1,
          title: 'Own',
          author: 'ada',
          state: 'open',
          head: { commit: commit('1'), reference: on.reference(1), fork: false },
          base: 'main',
          mergeCommit: undefined,
        },
        {
          number: 2,
          title: 'Fork',
          author: 'eve',
          state: 'open',
          head: { commit: commit('2'), reference: on.reference(2), fork: true },
          base: 'main',
          mergeCommit: undefined,
        },
      ]);
    });

    it('takes for that of a stranger what was pushed without the right to push', async () => {
      openPullRequest(on.server.model, {
        headCommit: commit('1'),
        author: 'eve',
        pushedForReview: true,
      });
      const { changed } = await on.forge.pullRequests.changedSince(undefined);
      expect(changed.map(({ head }) => head)).toEqual([
        { commit: commit('1'), reference: on.reference(1), fork: true },
      ]);
    });

    it('gives all of more than a page', async () => {
      for (let count = 0; count < 120; count++) {
        openPullRequest(on.server.model, { headCommit: commit('a') });
      }
      const { changed } = await on.forge.pullRequests.changedSince(undefined);
      expect(new Set(changed.map(({ number }) => number)).size).toBe(120);
    });

    it('asks once where nothing changed among two hundred, and gives none with other commits', async () => {
      for (let count = 0; count < 200; count++) {
        openPullRequest(on.server.model, { headCommit: commit('a') });
      }
      const first = await on.forge.pullRequests.changedSince(undefined);
      const before = new Map(first.changed.map((one) => [one.number, one]));
      on.server.forget();
      const second = await on.forge.pullRequests.changedSince(first.cursor);
      expect(on.server.requests).toHaveLength(1);
      for (const again of second.changed) expect(again).toEqual(before.get(again.number));
    });

    it('gives what was pushed to, talked about, closed, merged or opened since', async () => {
      const { model } = on.server;
      for (const letter of ['1', '2', '3', '4', '5']) {
        openPullRequest(model, { headCommit: commit(letter) });
      }
      const { cursor } = await on.forge.pullRequests.changedSince(undefined);
      changePullRequest(model, 1, { headCommit: commit('9') });
      changePullRequest(model, 2, { state: 'closed' });
      changePullRequest(model, 3, { state: 'merged', mergeCommit: commit('8') });
      comment(model, 4, 'ada', 'What does this do?');
      const opened = openPullRequest(model, { headCommit: commit('7') });
      const { changed } = await on.forge.pullRequests.changedSince(cursor);
      const byNumber = new Map(changed.map((one) => [one.number, one]));
      expect(byNumber.get(1)?.head.commit).toBe(commit('9'));
      expect(byNumber.get(2)?.state).toBe('closed');
      expect(byNumber.get(3)).toMatchObject({ state: 'merged', mergeCommit: commit('8') });
      expect(byNumber.has(4)).toBe(true);
      expect(byNumber.has(opened.number)).toBe(true);
    });

    it('gives more than a page of changes', async () => {
      const { model } = on.server;
      for (let count = 0; count < 120; count++) {
        openPullRequest(model, { headCommit: commit('a') });
      }
      const { cursor } = await on.forge.pullRequests.changedSince(undefined);
      for (const { number } of model.pullRequests) {
        changePullRequest(model, number, { headCommit: commit('b') });
      }
      const { changed } = await on.forge.pullRequests.changedSince(cursor);
      expect(changed.filter(({ head }) => head.commit === commit('b'))).toHaveLength(120);
    });

    it('begins where there was none, and with a cursor that cannot be read', async () => {
      const none = await on.forge.pullRequests.changedSince(undefined);
      expect(none.changed).toEqual([]);
      openPullRequest(on.server.model, { headCommit: commit('1') });
      expect((await on.forge.pullRequests.changedSince(none.cursor)).changed).toHaveLength(1);
      expect((await on.forge.pullRequests.changedSince('{"newest":')).changed).toHaveLength(1);
    });

    it('finds the one whose merge made a commit', async () => {
      openPullRequest(on.server.model, { headCommit: commit('1') });
      changePullRequest(on.server.model, 1, { state: 'merged', mergeCommit: commit('8') });
      const found = await on.forge.pullRequests.containing(commit('8'));
      expect(found.map(({ number, state }) => ({ number, state }))).toEqual([
        { number: 1, state: 'merged' },
      ]);
      expect(await on.forge.pullRequests.containing(commit('f'))).toEqual([]);
    });

    it('finds where one leaves its base branch', async () => {
      openPullRequest(on.server.model, { headCommit: commit('1'), mergeBase: commit('5') });
      const [found] = (await on.forge.pullRequests.changedSince(undefined)).changed;
      if (found === undefined) throw new Error('there is no pull request');
      expect(await on.forge.pullRequests.mergeBase(found)).toBe(commit('5'));
    });

    it('proposes a branch', async () => {
      const made = await on.forge.pullRequests.create({
        title: 'Adopt drift of production',
        body: 'What it changes.',
        head: 'tidewatch/adopt-1',
        base: 'main',
      });
      expect(made).toMatchObject({
        title: 'Adopt drift of production',
        base: 'main',
        state: 'open',
      });
      expect(on.server.model.pullRequests).toMatchObject([
        { body: 'What it changes.', headBranch: 'tidewatch/adopt-1', base: 'main' },
      ]);
    });

    it('finds the open one of a branch, and proposes no branch twice', async () => {
      const { model } = on.server;
      const of = { head: 'tidewatch/adopt-1', base: 'main' };
      const strange = { headCommit: commit('1'), headBranch: of.head };
      for (let count = 0; count < 60; count++) openPullRequest(model, { headCommit: commit('a') });
      openPullRequest(model, { ...strange, state: 'closed' });
      openPullRequest(model, { ...strange, author: 'eve', fork: true });
      openPullRequest(model, { ...strange, author: 'eve', pushedForReview: true });
      openPullRequest(model, { ...strange, base: 'stable' });
      expect(await on.forge.pullRequests.proposed(of)).toBeUndefined();
      const proposal = { ...of, title: 'Adopt drift', body: 'What it changes.' };
      const made = await on.forge.pullRequests.create(proposal);
      for (let count = 0; count < 60; count++) openPullRequest(model, { headCommit: commit('b') });
      expect(await on.forge.pullRequests.proposed(of)).toEqual(made);
      await expect(on.forge.pullRequests.create(proposal)).rejects.toMatchObject({
        code: 'FORGE_REFUSED',
      });
      changePullRequest(model, made.number, { state: 'closed' });
      expect(await on.forge.pullRequests.proposed(of)).toBeUndefined();
    });
  });

  describe('comments', () => {
    it('writes one, changes it in place, and knows it for its own', async () => {
      const { model } = on.server;
      openPullRequest(model, { headCommit: commit('1') });
      comment(model, 1, 'ada', 'Please have a look.');
      const first = await on.forge.conversation.write(1, 'What it changes 🌊', undefined);
      const second = await on.forge.conversation.write(1, 'What it changes now', first.id);
      expect(second.id).toBe(first.id);
      const comments = await on.forge.conversation.comments(1);
      expect(comments.map(({ author, body, own }) => ({ author, body, own }))).toEqual([
        { author: 'ada', body: 'Please have a look.', own: false },
        { author: 'tidewatch-bot', body: 'What it changes now', own: true },
      ]);
      expect(comments[1]?.url).toContain(String(comments[1]?.id));
    });

    it('reads more than a hundred', async () => {
      openPullRequest(on.server.model, { headCommit: commit('1') });
      for (let count = 0; count < 250; count++) comment(on.server.model, 1, 'ada', `${count}`);
      const comments = await on.forge.conversation.comments(1);
      expect(comments.map(({ body }) => body)).toEqual(
        Array.from({ length: 250 }, (_, count) => `${count}`),
      );
    });
  });

  it('sets the status of a commit, the same one twice, and cuts what is too long', async () => {
    const status = {
      state: 'pending',
      context: 'tidewatch/production',
      description: 'x'.repeat(400),
      url: 'https://git.example.com/comment',
    } as const;
    await on.forge.setStatus(commit('1'), status);
    await on.forge.setStatus(commit('1'), status);
    await on.forge.setStatus(commit('1'), { ...status, state: 'failure', url: undefined });
    const statuses = on.server.model.statuses;
    expect(statuses.at(-1)?.state).toMatch(/^fail/);
    expect(statuses[0]).toMatchObject({ context: 'tidewatch/production', url: status.url });
    expect(statuses[0]?.description).toMatch(/^x+…$/);
    expect(statuses[0]?.description.length).toBeLessThanOrEqual(255);
  });

  it('knows who may push', async () => {
    const { permissions } = on.server.model;
    permissions.set('ada', 'write').set('root', 'admin').set('bob', 'read');
    const asked = ['ada', 'root', 'bob', 'stranger'].map((login) => on.forge.mayWrite(login));
    expect(await Promise.all(asked)).toEqual([true, true, false, false]);
  });

  it('opens an issue, finds it again, and closes it', async () => {
    const text = { title: 'Drift', body: 'What moved.', open: true };
    const made = await on.forge.issues.write(text, undefined);
    expect(await on.forge.issues.own()).toEqual([made]);
    const closed = await on.forge.issues.write(
      { ...text, body: 'Gone.', open: false },
      made.number,
    );
    expect(closed).toMatchObject({ number: made.number, body: 'Gone.', open: false });
    expect(await on.forge.issues.own()).toEqual([]);
  });

  describe('bad answers', () => {
    const ask = () => on.forge.pullRequests.changedSince(undefined);

    it('asks again after a server error, and after a connection that broke', async () => {
      openPullRequest(on.server.model, { headCommit: commit('1') });
      on.server.spoil({ kind: 'status', status: 502 }, 1);
      expect((await ask()).changed).toHaveLength(1);
      on.server.spoil({ kind: 'cut' }, 1);
      expect((await ask()).changed).toHaveLength(1);
    });

    it.each([500, 502, 503, 504])('writes nothing twice where the answer is %i', async (status) => {
      openPullRequest(on.server.model, { headCommit: commit('1') });
      const writes = [
        () => on.forge.conversation.write(1, 'Hello', undefined),
        () => on.forge.issues.write({ title: 'Drift', body: '', open: true }, undefined),
      ];
      for (const write of writes) {
        on.server.spoil({ kind: 'done', status }, 1);
        await expect(write()).rejects.toMatchObject({ code: 'FORGE_UNAVAILABLE' });
      }
      expect(on.server.model.comments).toHaveLength(1);
      expect(on.server.model.issues).toHaveLength(1);
    });

    it('gives up when it stays', async () => {
      on.server.spoil({ kind: 'status', status: 503 }, 3);
      await expect(ask()).rejects.toMatchObject({
        code: 'FORGE_UNAVAILABLE',
        message: expect.stringMatching(
          /^https:\/\/git\.example\.com\/team\/monitoring: cannot list (pull|merge) requests: HTTP 503 \(The server is spoilt\); it will be tried again$/,
        ),
      });
    });

    it('says when a used-up limit is there again, and does not ask before', async () => {
      const headers = { 'retry-after': '60', date: 'at some time' };
      on.server.spoil({ kind: 'status', status: 429, headers }, 1);
      const before = Date.now();
      const thrown = await ask().catch((error: unknown) => error);
      expect(thrown).toMatchObject({ code: 'FORGE_RATE_LIMITED' });
      const { until } = thrown as ForgeRateLimitedError;
      expect(until).toBeGreaterThanOrEqual(before + 60_000);
      expect(until).toBeLessThanOrEqual(Date.now() + 60_000);
      expect(on.server.requests).toHaveLength(1);
    });

    it('names a token that is not good enough', async () => {
      on.server.spoil({ kind: 'status', status: 403 }, 1);
      await expect(ask()).rejects.toMatchObject({
        code: 'FORGE_FORBIDDEN',
        message: expect.stringMatching(/HTTP 403 .*; check the token and its scopes$/),
      });
    });

    it('takes a page that is no answer for none', async () => {
      on.server.spoil({ kind: 'page' }, 3);
      await expect(ask()).rejects.toMatchObject({ code: 'FORGE_UNAVAILABLE' });
    });

    it('says that a pull request is not there', async () => {
      await expect(on.forge.conversation.comments(77)).rejects.toMatchObject({
        code: 'FORGE_NOT_FOUND',
      });
    });

    it('follows a repository that was renamed', async () => {
      openPullRequest(on.server.model, { headCommit: commit('1') });
      await ask();
      const [, path = ''] = on.server.requests[0]?.split(' ') ?? [];
      const headers = { location: `${on.server.url}${path}` };
      on.server.spoil({ kind: 'status', status: 301, headers }, 1);
      expect((await ask()).changed).toHaveLength(1);
    });

    it('sends the token nowhere else, whatever a redirect or the link to the next page says', async () => {
      const elsewhere = await startTestForge(githubApi, forgeModel());
      const location = `${elsewhere.url}/repos/team/monitoring/pulls`;
      const message = expect.stringMatching(
        new RegExp(
          `: it leads to ${elsewhere.url}, where the token is not sent; set forge\\.apiUrl to ${elsewhere.url} if the API is there$`,
        ),
      );
      for (const status of [301, 302, 307, 308]) {
        on.server.spoil({ kind: 'status', status, headers: { location } }, 1);
        await expect(ask()).rejects.toMatchObject({ code: 'FORGE_UNUSABLE', message });
        on.server.spoil({ kind: 'status', status, headers: { location } }, 1);
        await expect(on.forge.conversation.write(1, 'Hello', undefined)).rejects.toThrow();
      }
      for (let count = 0; count < 100; count++) {
        openPullRequest(on.server.model, { headCommit: commit('1') });
      }
      const link = { link: `<${location}>; rel="next"` };
      on.server.spoil({ kind: 'json', body: [], headers: link }, 5);
      // Who goes by the link refuses; who counts pages has no use for it.
      await ask().catch((thrown: Error) => expect(thrown.message).toEqual(message));
      expect(elsewhere.requests).toEqual([]);
      await elsewhere.close();
    });

    it('follows no circle of redirects', async () => {
      const headers = { location: `${on.server.url}/again` };
      on.server.spoil({ kind: 'status', status: 302, headers }, 20);
      await expect(ask()).rejects.toMatchObject({
        code: 'FORGE_UNUSABLE',
        message: expect.stringMatching(
          /it redirects more than 3 times; set forge\.apiUrl to where the API is$/,
        ),
      });
      expect(on.server.requests).toHaveLength(4);
    });

    it('reads no list that does not end', async () => {
      const body = Array.from({ length: 100 }, () => ({ updated_at: '2026-01-05T08:00:00Z' }));
      const headers = { link: `<${on.server.url}/again?page=2>; rel="next"` };
      on.server.spoil({ kind: 'json', body, headers }, 200);
      await expect(ask()).rejects.toMatchObject({
        code: 'FORGE_UNUSABLE',
        message: expect.stringMatching(
          /the list has more than 100 pages; check that forge\.apiUrl is the API of the forge, and close what is done$/,
        ),
      });
      expect(on.server.requests.length).toBeLessThanOrEqual(102);
    });

    it('reads no answer that is too long', async () => {
      on.server.spoil({ kind: 'huge', bytes: 33 * 1024 * 1024 }, 3);
      await expect(ask()).rejects.toMatchObject({
        code: 'FORGE_UNAVAILABLE',
        message: expect.stringContaining('its answer is longer than 33554432 bytes'),
      });
    });

    it.each(['silent', 'drip'] as const)('waits for no answer that is %s', async (kind) => {
      await on.server.close();
      on = await open(50);
      on.server.spoil({ kind }, 3);
      await expect(ask()).rejects.toMatchObject({ code: 'FORGE_UNAVAILABLE' });
      expect(on.server.requests.length).toBeLessThanOrEqual(3);
    });

    it('takes comments that break off for no answer, not for none', async () => {
      await on.server.close();
      on = await open(50);
      on.server.spoil({ kind: 'drip' }, 3);
      await expect(on.forge.conversation.comments(1)).rejects.toMatchObject({
        code: 'FORGE_UNAVAILABLE',
      });
    });

    it.each([
      [null],
      ['text'],
      [7],
      [{}],
      [[null]],
      [['text']],
      [[{}]],
      [[{ number: '../../etc', iid: -1, sha: '../../etc', head: { sha: '../../etc' }, base: {} }]],
      [{ total_count: 10_000_000, items: [] }],
    ])('takes nothing from %j', async (body) => {
      const asked = [
        () => ask(),
        () => on.forge.pullRequests.containing(commit('1')),
        () => on.forge.pullRequests.proposed({ head: 'change', base: 'main' }),
        () => on.forge.conversation.comments(1),
        () => on.forge.conversation.write(1, 'Hello', undefined),
        () => on.forge.issues.own(),
        () => on.forge.pullRequests.mergeBase(somePullRequest),
        () => on.forge.mayWrite('eve'),
      ];
      for (const one of asked) {
        on.server.spoil({ kind: 'json', body }, 1);
        const answer = await one().catch((thrown: unknown) => thrown);
        on.server.spare();
        if (answer instanceof Error) expect(answer).toBeInstanceOf(ForgeError);
        else
          expect([[], undefined, false, expect.objectContaining({ changed: [] })]).toContainEqual(
            answer,
          );
      }
    });

    it('stops when it is told to', async () => {
      await expect(
        on.forge.pullRequests.changedSince(undefined, AbortSignal.abort()),
      ).rejects.toThrow();
      expect(on.server.requests).toEqual([]);
    });
  });
}
