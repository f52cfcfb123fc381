import { beforeEach, describe, expect, it } from 'vitest';
import { createBuildCache } from '../../../src/agent/build-cache/build-cache.ts';
import {
  type PullRequestWatch,
  watchPullRequests,
} from '../../../src/agent/pull-requests/pull-request-watch.ts';
import { memoryTree } from '../../../src/model/memory-tree.ts';
import { ForgeUnavailableError } from '../../../src/model/ports/forge-errors.ts';
import type { Source } from '../../../src/model/ports/source.ts';
import { SourceError } from '../../../src/model/ports/source-errors.ts';
import type { TargetReport } from '../../../src/report/target-report.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { configMapYaml, kustomizationYaml } from '../../support/monitoring-repository.ts';
import { type RecordingLog, recordingLog } from '../../support/recording-log.ts';
import { deleted, locked, type PaperForge, paperForge, pullRequest, said } from './paper-forge.ts';

const start = Date.parse('2026-01-05T09:00:00Z');
const hour = 3_600_000;
const mergedCommit = 'b'.repeat(40);
const gitIsAway = new SourceError('SERVER_UNREACHABLE', 'https://git.example.com: no answer');

describe('the watch of pull requests', () => {
  let paper: PaperForge;
  let clock: ManualClock;
  let log: RecordingLog;
  let reports: Map<string, TargetReport>;
  /** What was carried out. */
  let done: string[];
  let driftLooks: number;
  /** What reading a commit throws, by commit. */
  let unreadable: Map<string, Error>;
  let watch: PullRequestWatch;

  /** The head of a pull request has another value than where it leaves the base branch. */
  const source: Source = {
    resolve: () => Promise.reject(new Error('the branch is known')),
    close: () => Promise.resolve(),
    async snapshot(revision) {
      const error = unreadable.get(revision.commit);
      if (error !== undefined) throw error;
      const tree = memoryTree({
        'overlays/app/kustomization.yaml': kustomizationYaml('default', ['settings.yaml']),
        'overlays/app/settings.yaml': configMapYaml('settings', revision.commit),
      });
      const lineOrigin = () => Promise.resolve(undefined);
      return { revision, treeId: revision.commit, tree, lineOrigin };
    },
  };

  beforeEach(() => {
    paper = paperForge();
    clock = manualClock(start);
    log = recordingLog();
    reports = new Map();
    done = [];
    driftLooks = 0;
    unreadable = new Map();
    watch = watchPullRequests({
      forge: paper.forge,
      source,
      agent: 'test',
      link: ({ url }) => url,
      review: {
        repository: 'team/monitoring',
        path: '.',
        defaults: {
          interval: 600_000,
          timeout: 20_000,
          prune: true,
          wait: true,
          namePrefix: undefined,
          repository: undefined,
        },
        builds: createBuildCache(1024 * 1024),
        now: clock.now,
        patience: 60_000,
        fingerprint: () => 'fingerprint',
        planning: undefined,
      },
      clock,
      log,
      branch: () => Promise.resolve('main'),
      interval: 60_000,
      reportOf: (target) => reports.get(target),
      driftReports: {
        async look() {
          driftLooks += 1;
        },
      },
      commands: {
        async approve(digest, planned) {
          done.push(`approve ${digest} for ${planned}`);
          return 'approved';
        },
        async adopt() {
          done.push('adopt');
          return 'adopted';
        },
      },
      stop: new AbortController().signal,
    });
  });

  async function look(times: number): Promise<number> {
    let failed = 0;
    for (let count = 0; count < times; count++) await watch.look().catch(() => (failed += 1));
    return failed;
  }
  const asks = (number: number, body: string, id = String(number)) =>
    paper.comments.set(number, [...(paper.comments.get(number) ?? []), said({ id, body })]);
  const messages = () =>
    log.lines.map(({ message, fields }) => `${message}: ${fields.pullRequest}`);

  it.each([
    ['locked', locked],
    ['deleted', deleted],
  ])(
    'carries a command on a %s pull request out once, and goes on with the others',
    async (_, refusal) => {
      for (const number of [7, 8]) asks(number, '/tidewatch adopt');
      paper.changed.push(
        pullRequest(7, { state: 'merged', mergeCommit: mergedCommit }),
        pullRequest(8, { state: 'merged', mergeCommit: mergedCommit }),
      );
      paper.refusals.set('comment 7', refusal('comment 7'));
      expect(await look(10)).toBe(0);
      expect(done).toEqual(['adopt', 'adopt']);
      expect(paper.comments.get(8)?.at(-1)?.body).toContain('`ada` asked to adopt: adopted');
      expect(driftLooks).toBe(10);
      expect(messages()).toEqual(['could not answer the commands on a pull request: 7']);
      // Somebody unlocks it, and says more: the answer is written then.
      paper.refusals.clear();
      paper.changed.push(pullRequest(7, { state: 'merged', updatedAt: '2026-01-05T08:30:00Z' }));
      await look(1);
      expect(done).toHaveLength(2);
      expect(paper.comments.get(7)?.at(-1)?.body).toContain('`ada` asked to adopt: adopted');
    },
  );

  it('carries a command out once where its answer finds the forge away, and answers it later', async () => {
    asks(7, '/tidewatch adopt');
    asks(8, '/tidewatch adopt');
    paper.changed.push(pullRequest(7, { state: 'merged' }), pullRequest(8, { state: 'merged' }));
    paper.refusals.set('comment 7', new ForgeUnavailableError('https://git.example.com: HTTP 502'));
    expect(await look(4)).toBe(4);
    expect(done).toEqual(['adopt', 'adopt']);
    expect(driftLooks).toBe(4);
    expect(paper.comments.get(8)).toHaveLength(2);
    paper.refusals.clear();
    expect(await look(1)).toBe(0);
    expect(done).toHaveLength(2);
    expect(paper.comments.get(7)).toHaveLength(2);
  });

  function deployed(revision: string, phase: TargetReport['phase'] = 'Ready'): void {
    const target = 'overlays-app';
    reports.set(target, {
      target,
      repository: 'team/monitoring',
      path: '.',
      prune: true,
      revision,
      phase,
      message: '',
      startedAt: clock.now(),
      finishedAt: clock.now(),
      changes: [],
      problems: [],
      warnings: [],
      unhealthy: [],
      held: undefined,
      next: [],
    });
  }

  it.each([
    ['locked', locked],
    ['deleted', deleted],
  ])(
    'tells an outcome by the status alone where the comment is %s, says so once, and goes on',
    async (_, refusal) => {
      paper.changed.push(pullRequest(7));
      await look(1);
      expect(paper.comments.get(7)?.[0]?.body).toContain('`data.value`');
      paper.refusals.set('comment 7', refusal('comment 7'));
      paper.changed.push(pullRequest(7, { state: 'merged', mergeCommit: mergedCommit }));
      deployed(`main@sha1:${mergedCommit}`, 'Failed');
      expect(await look(5)).toBe(0);
      deployed(`main@sha1:${mergedCommit}`);
      expect(await look(5)).toBe(0);
      expect(paper.writes.filter((write) => write === 'comment 7')).toHaveLength(2);
      expect(paper.statuses.map(({ state }) => state)).toEqual(['success', 'failure', 'success']);
      expect(driftLooks).toBe(11);
      expect(log.lines).toEqual([
        {
          level: 'warn',
          message: 'the status alone says what became of a merged pull request',
          fields: { pullRequest: 7, error: refusal('comment 7').message },
        },
      ]);
    },
  );

  it('gives an outcome up where the status is refused, too, says so once, and goes on', async () => {
    paper.changed.push(pullRequest(7));
    await look(1);
    for (const what of ['comment 7', 'status']) paper.refusals.set(what, locked(what));
    paper.changed.push(pullRequest(7, { state: 'merged', mergeCommit: mergedCommit }));
    deployed(`main@sha1:${mergedCommit}`);
    expect(await look(5)).toBe(0);
    expect(paper.writes).toEqual(['comment 7', 'status', 'comment 7', 'status']);
    expect(driftLooks).toBe(6);
    expect(messages()).toEqual(['could not say what became of a merged pull request: 7']);
  });

  it('waits an hour for a forge that is away to tell an outcome, and looks after drift meanwhile', async () => {
    paper.changed.push(pullRequest(7));
    await look(1);
    paper.refusals.set('comment 7', new ForgeUnavailableError('https://git.example.com: HTTP 502'));
    paper.changed.push(pullRequest(7, { state: 'merged', mergeCommit: mergedCommit }));
    deployed(`main@sha1:${mergedCommit}`);
    expect(await look(3)).toBe(3);
    clock.advance(hour + 1);
    expect(await look(3)).toBe(1);
    expect(driftLooks).toBe(7);
  });

  it('gives no commit up while Git is away, and tries one of them at a look', async () => {
    paper.changed.push(pullRequest(7), pullRequest(8));
    unreadable.set('d'.repeat(40), gitIsAway);
    expect(await look(8)).toBe(0);
    expect(paper.statuses).toEqual([]);
    expect(messages()).toEqual(
      [7, 8, 7, 8, 7, 8, 7, 8].map(
        (number) => `could not answer a pull request; it is tried again: ${number}`,
      ),
    );
    unreadable.clear();
    await look(1);
    expect(paper.statuses.map(({ state }) => state)).toEqual(['success', 'success']);
  });

  it('gives a commit up after three looks at which it could not be answered', async () => {
    paper.changed.push(pullRequest(7));
    unreadable.set('a'.repeat(40), new SourceError('COMMIT_NOT_FOUND', 'a: there is none'));
    await look(2);
    expect(paper.statuses).toEqual([]);
    await look(3);
    expect(paper.statuses.map(({ state }) => state)).toEqual(['error']);
    expect(messages()).toEqual([
      'could not answer a pull request; it is tried again: 7',
      'could not answer a pull request; it is tried again: 7',
      'gave up answering a commit of a pull request: 7',
    ]);
  });

  it('says when an answer cannot be written on one pull request, and answers the others', async () => {
    paper.changed.push(pullRequest(7), pullRequest(8));
    paper.refusals.set('comment 7', locked('comment 7'));
    expect(await look(5)).toBe(0);
    expect(paper.comments.get(8)).toHaveLength(1);
    expect(paper.writes.filter((write) => write === 'comment 7')).toHaveLength(3);
  });
});
