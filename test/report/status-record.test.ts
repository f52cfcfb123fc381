import { describe, expect, it } from 'vitest';
import { decodeStatus, encodeStatus, statusRecordOf } from '../../src/report/status-record.ts';
import { statusTable } from '../../src/report/status-table.ts';
import { aReport } from '../support/targets.ts';

const id = { group: 'apps', kind: 'StatefulSet', namespace: 'db', name: 'basic-monitor' };

describe('a status record', () => {
  it('remembers since when a phase lasts, and the last revision that was ready', () => {
    const ready = statusRecordOf(aReport('app', { finishedAt: 1_000 }), undefined);
    expect(ready).toMatchObject({
      phase: 'Ready',
      since: '1970-01-01T00:00:01.000Z',
      readyRevision: ready.revision,
    });
    const still = statusRecordOf(aReport('app', { finishedAt: 9_000 }), ready);
    expect(still).toEqual(ready);
    const failed = statusRecordOf(
      aReport('app', { phase: 'Failed', revision: 'main@sha1:2222', finishedAt: 10_000 }),
      still,
    );
    expect(failed).toMatchObject({
      phase: 'Failed',
      revision: 'main@sha1:2222',
      readyRevision: ready.revision,
      since: '1970-01-01T00:00:10.000Z',
    });
  });

  it('keeps the home of a target that somebody applies by hand', () => {
    const home = { repository: 'https://git.example.com/a.git//b', path: 'b', prune: true };
    const byAgent = statusRecordOf(aReport('app', home), undefined);
    const byHand = aReport('app', { repository: 'local', path: '.', prune: false });
    expect(statusRecordOf(byHand, byAgent)).toMatchObject(home);
    expect(statusRecordOf(byHand, undefined)).toMatchObject({ repository: 'local', prune: false });
  });

  it('keeps the counts of the last attempt that changed something', () => {
    const changes = [{ id, action: 'created' as const, reason: 'does not exist' }];
    const first = statusRecordOf(aReport('app', { changes }), undefined);
    expect(first.lastChange).toBe('1 created');
    expect(statusRecordOf(aReport('app'), first).lastChange).toBe('1 created');
  });

  it('keeps a hundred lines of each kind, and none longer than a thousand characters', () => {
    const problem = { code: 'X', position: undefined, subject: undefined, what: 'w', advice: 'a' };
    const problems = [
      { ...problem, what: 'x'.repeat(2_000) },
      ...Array.from({ length: 149 }, () => problem),
    ];
    const record = statusRecordOf(aReport('app', { phase: 'Failed', problems }), undefined);
    expect(record.problems).toHaveLength(101);
    expect(record.problems[0]).toBe(`${'x'.repeat(999)}…`);
    expect(record.problems.at(-1)).toBe('and 50 more');
  });

  it('keeps which data is kept, and the table says how to let it go', () => {
    const claim = { group: '', kind: 'PersistentVolumeClaim', namespace: 'db', name: 'data-1' };
    const kept = { digest: 'sha256:1', claims: [claim] };
    const record = statusRecordOf(aReport('app', { kept }), undefined);
    expect(decodeStatus(encodeStatus(record, 'tidewatch-system'))).toEqual(record);
    expect(statusTable([record])).toContain(
      [
        '  keeps data of shards and replicas that are no more: PersistentVolumeClaim/db/data-1',
        '  delete it, once nobody needs it, with: tidewatch approve app sha256:1',
        '',
      ].join('\n'),
    );
  });

  it('comes back from its ConfigMap as it went in', () => {
    const held = { digest: 'sha256:1', reasons: ['a StatefulSet'], objects: [id] };
    const record = statusRecordOf(aReport('app', { held }), undefined);
    const decoded = decodeStatus(encodeStatus(record, 'tidewatch-system'));
    expect(decoded).toEqual(JSON.parse(JSON.stringify(record)));
  });

  it.each([
    ['no data', {}],
    ['no JSON', { data: { 'status.json': '{' } }],
    ['another shape', { data: { 'status.json': '{"target":"app"}' } }],
  ])('is not made up from a ConfigMap with %s', (_name, fields) => {
    const metadata = { name: 'x', namespace: 'y' };
    expect(decodeStatus({ apiVersion: 'v1', kind: 'ConfigMap', metadata, ...fields })).toBe(
      undefined,
    );
  });
});

describe('the table of targets', () => {
  it('says so when there is nothing to show', () => {
    expect(statusTable([])).toBe('No targets: the agent has not run against this cluster yet.\n');
  });

  it('shows one line a target, then what needs attention', () => {
    const held = { digest: 'sha256:abc', reasons: ['a StatefulSet'], objects: [id] };
    const warning = {
      code: 'W',
      position: undefined,
      subject: 'TidbMonitor/db/basic',
      what: 'spec.dm is not expanded',
      advice: 'remove it',
    };
    const unhealthy = [{ id, reason: '0 of 1 replicas are ready' }];
    const records = [
      statusRecordOf(aReport('app', { held, warnings: [warning] }), undefined),
      statusRecordOf(
        aReport('infrastructure', { phase: 'Failed', message: 'not healthy', unhealthy }),
        undefined,
      ),
    ];
    expect(statusTable(records)).toBe(
      [
        'TARGET           PHASE    REVISION             SINCE                      MESSAGE',
        'app              Ready    main@sha1:11111111   1970-01-01T00:00:00.000Z   applied and healthy',
        'infrastructure   Failed   main@sha1:11111111   1970-01-01T00:00:00.000Z   not healthy',
        '',
        'app:',
        '  warning: TidbMonitor/db/basic: spec.dm is not expanded; remove it',
        '  1 deletions wait for approval: StatefulSet/db/basic-monitor',
        '  approve with: tidewatch approve app sha256:abc',
        '',
        'infrastructure:',
        '  not healthy: StatefulSet/db/basic-monitor: 0 of 1 replicas are ready',
        '',
      ].join('\n'),
    );
  });
});
