import { beforeEach, describe, expect, it } from 'vitest';
import { statusReference } from '../../../src/agent/approvals.ts';
import type { DriftBoard } from '../../../src/agent/pull-requests/drift-reports/drift-board.ts';
import {
  createDriftReports,
  type DriftReports,
} from '../../../src/agent/pull-requests/drift-reports/drift-reports.ts';
import type { KnownDrift } from '../../../src/drift/drift.ts';
import { ForgeUnavailableError } from '../../../src/model/ports/forge-errors.ts';
import { encodeStatus, statusRecordOf } from '../../../src/report/status-record.ts';
import type { TargetReport } from '../../../src/report/target-report.ts';
import { type FakeCluster, fakeCluster } from '../../support/fake-cluster.ts';
import { type ManualClock, manualClock } from '../../support/manual-clock.ts';
import { type RecordingLog, recordingLog } from '../../support/recording-log.ts';
import {
  deleted,
  locked,
  type PaperForge,
  paperForge,
  pullRequest,
  refused,
} from './paper-forge.ts';

const annotation = 'tidewatch.dev/drift-report';
const namespace = 'tidewatch-system';
const commit = 'b'.repeat(40);
const hour = 3_600_000;

function drift(name: string): KnownDrift {
  return {
    id: { group: '', kind: 'ConfigMap', namespace: 'default', name },
    kind: 'deleted',
    fields: [],
    position: undefined,
    writer: undefined,
    firstSeen: 0,
    answer: { kind: 'warn' },
  };
}

const report = (target: string): TargetReport => ({
  target,
  repository: 'team/monitoring',
  path: '.',
  prune: true,
  revision: `main@sha1:${commit}`,
  phase: 'Ready',
  message: '',
  startedAt: 0,
  finishedAt: 0,
  changes: [],
  problems: [],
  warnings: [],
  unhealthy: [],
  held: undefined,
  next: [],
});

describe('reports of drift', () => {
  let paper: PaperForge;
  let fake: FakeCluster;
  let board: DriftBoard;
  let clock: ManualClock;
  let log: RecordingLog;
  let reports: DriftReports;

  beforeEach(() => {
    paper = paperForge();
    fake = fakeCluster();
    board = new Map();
    clock = manualClock(Date.parse('2026-01-05T08:00:00Z'));
    log = recordingLog();
    restart();
  });

  function restart(): void {
    reports = createDriftReports({
      forge: paper.forge,
      agent: 'test',
      repository: 'team/monitoring',
      board,
      reportOf: report,
      cluster: fake.cluster,
      namespace,
      clock,
      log,
      patience: 1_000,
      stop: new AbortController().signal,
    });
  }

  /** A target with a record on the cluster, which says where its drift was told. */
  function target(name: string, place?: string): void {
    const record = encodeStatus(statusRecordOf(report(name), undefined), namespace);
    const annotations = place === undefined ? {} : { [annotation]: place };
    fake.put({
      ...record,
      metadata: {
        ...record.metadata,
        annotations: { ...record.metadata.annotations, ...annotations },
      },
    });
  }
  async function placeOf(name: string): Promise<string | undefined> {
    const record = await fake.cluster.get(statusReference(name, namespace));
    return record?.metadata.annotations?.[annotation];
  }
  const drifts = (name: string) =>
    board.set(name, { drifts: [drift(name)], lineOrigin: undefined });
  const isWell = (name: string) => board.set(name, { drifts: [], lineOrigin: undefined });
  async function look(times: number): Promise<void> {
    for (let count = 0; count < times; count++) await reports.look('main');
  }

  it.each([
    ['an issue that was deleted', 'issue/5', 'issue 5', deleted],
    ['an issue that is locked', 'issue/5', 'issue 5', locked],
    ['a pull request that is locked', 'pull-request/5', 'comment 5', locked],
    ['a pull request that was deleted', 'pull-request/5', 'comment 5', deleted],
  ])('leave %s, and go to a new issue', async (_, place, what, refusal) => {
    target('a', place);
    target('b');
    drifts('a');
    drifts('b');
    paper.refusals.set(what, refusal(what));
    await look(5);
    expect(paper.writes).toEqual(['issue new', what, 'issue 101', 'issue 101']);
    expect([await placeOf('a'), await placeOf('b')]).toEqual(['issue/101', 'issue/101']);
    expect(paper.issues.get(101)?.body).toContain('### Tidewatch: 2 objects drifted');
    expect(log.lines.map(({ level, message, fields }) => [level, message, fields.place])).toEqual([
      ['warn', 'drift cannot be told where it was told before; another place is looked for', place],
    ]);
  });

  it('leave the pull request that brought the drift where it is locked', async () => {
    target('a');
    drifts('a');
    paper.merged.set(commit, pullRequest(5, { state: 'merged' }));
    paper.refusals.set('comment 5', locked('comment 5'));
    await look(3);
    expect(paper.writes).toEqual(['comment 5', 'issue new', 'issue 101']);
    expect(await placeOf('a')).toBe('issue/101');
  });

  it('say once that there is no place for one target, try again in an hour, and tell of the others', async () => {
    target('a');
    target('b', 'pull-request/7');
    drifts('a');
    drifts('b');
    paper.refusals.set('issue new', locked('issue new'));
    await look(5);
    expect(paper.writes).toEqual(['issue new', 'comment 7']);
    expect(log.lines).toEqual([
      {
        level: 'error',
        message: 'the drift of a target can be told nowhere; that is tried again in an hour',
        fields: { target: 'a', error: expect.stringContaining('may not write issue new: locked') },
      },
    ]);
    paper.refusals.clear();
    clock.advance(hour);
    await look(2);
    expect(await placeOf('a')).toBe('issue/102');
  });

  it.each([
    ['issue/5', 'issue 5'],
    ['pull-request/5', 'comment 5'],
  ])(
    'offer the same words to %s once an hour where it refuses them, and others at once',
    async (place, what) => {
      target('a', place);
      target('b', 'pull-request/7');
      drifts('a');
      drifts('b');
      paper.refusals.set(what, refused(what));
      await look(5);
      expect(paper.writes).toEqual([what, 'comment 7']);
      const line = {
        level: 'warn',
        message: 'drift cannot be told in these words; the same are tried again in an hour',
        fields: { place, error: refused(what).message },
      };
      expect(log.lines).toEqual([line]);
      clock.advance(hour);
      await look(5);
      expect(paper.writes).toEqual([what, 'comment 7', what]);
      expect(log.lines).toEqual([line, line]);
      // It drifts further, which takes other words; the place is the same.
      board.set('a', { drifts: [drift('a'), drift('c')], lineOrigin: undefined });
      paper.refusals.clear();
      await look(5);
      expect(paper.writes).toEqual([what, 'comment 7', what, what]);
      expect(await placeOf('a')).toBe(place);
    },
  );

  it('try again in an hour to open an issue that is refused', async () => {
    target('a');
    drifts('a');
    paper.refusals.set('issue new', refused('issue new'));
    await look(5);
    expect(paper.writes).toEqual(['issue new']);
    expect(log.lines.map(({ message }) => message)).toEqual([
      'the drift of a target can be told nowhere; that is tried again in an hour',
    ]);
    paper.refusals.clear();
    clock.advance(hour);
    await look(5);
    expect(await placeOf('a')).toBe('issue/101');
  });

  it('do not open an issue again and again for whoever deletes it', async () => {
    target('a');
    drifts('a');
    await look(1);
    paper.issues.delete(101);
    paper.refusals.set('issue 101', deleted('issue 101'));
    for (const name of ['b', 'c', 'd']) {
      target(name);
      drifts(name);
      await look(1);
    }
    expect(paper.writes.filter((write) => write === 'issue new')).toHaveLength(2);
  });

  it('wait for a forge that is away, and lose nothing', async () => {
    target('a', 'issue/5');
    drifts('a');
    const away = new ForgeUnavailableError('https://git.example.com: no answer');
    paper.refusals.set('issue 5', away);
    await expect(reports.look('main')).rejects.toBe(away);
    paper.refusals.clear();
    await look(2);
    expect(paper.writes).toEqual(['issue 5', 'issue 5']);
    expect(await placeOf('a')).toBe('issue/5');
  });

  it('look up who wrote a line once while the drift stays as it is', async () => {
    target('a', 'issue/5');
    let walks = 0;
    const lineOrigin = async () => {
      walks += 1;
      return undefined;
    };
    const drifts = [{ ...drift('a'), position: { file: 'settings.yaml', line: 1, column: 1 } }];
    board.set('a', { drifts, lineOrigin });
    await look(3);
    expect(walks).toBe(1);
    board.set('a', { drifts, lineOrigin });
    await look(3);
    expect(walks).toBe(2);
  });

  it('after a restart keep an issue open for a target that is not known yet', async () => {
    target('a', 'issue/9');
    target('b', 'issue/9');
    isWell('a');
    await look(2);
    expect(paper.writes).toEqual([]);
    drifts('b');
    await look(1);
    expect(paper.issues.get(9)).toMatchObject({ open: true });
    expect([await placeOf('a'), await placeOf('b')]).toEqual([undefined, 'issue/9']);
    isWell('b');
    await look(1);
    expect(paper.issues.get(9)).toMatchObject({ open: false });
    expect(await placeOf('b')).toBeUndefined();
  });

  it('close an issue once the record of the last other target is gone', async () => {
    target('a', 'issue/9');
    target('b', 'issue/9');
    isWell('a');
    await look(1);
    await fake.cluster.delete(statusReference('b', namespace), {});
    await look(1);
    expect(paper.issues.get(9)).toMatchObject({ open: false });
  });
});
