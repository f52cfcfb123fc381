import { describe, expect, it } from 'vitest';
import { type EventSubject, encodeEvent, noticesOf } from '../../src/report/events.ts';
import { aReport } from '../support/targets.ts';

const id = { group: '', kind: 'ConfigMap', namespace: 'db', name: 'a' };
const problem = {
  code: 'BROKEN',
  position: { file: 'base/a.yaml', line: 3, column: 5 },
  subject: undefined,
  what: 'not YAML',
  advice: 'mend it',
};

describe('what becomes an Event', () => {
  it('tells what was applied, and that it went well', () => {
    const changes = [
      { id, action: 'created' as const, reason: 'does not exist' },
      { id, action: 'unchanged' as const, reason: 'nothing differs' },
    ];
    expect(noticesOf(aReport('app', { changes }), undefined)).toEqual([
      {
        type: 'Normal',
        reason: 'Applied',
        message: 'main@sha1:1111111111111111111111111111111111111111: 1 created',
      },
      {
        type: 'Normal',
        reason: 'ReconciliationSucceeded',
        message: 'main@sha1:1111111111111111111111111111111111111111: applied and healthy',
      },
    ]);
  });

  it('says nothing about a report that says what the one before said', () => {
    expect(noticesOf(aReport('app'), aReport('app'))).toEqual([]);
  });

  it('names the file and line of a problem', () => {
    const report = aReport('app', { phase: 'Failed', message: 'no', problems: [problem] });
    expect(noticesOf(report, aReport('app'))).toEqual([
      {
        type: 'Warning',
        reason: 'FailedValidation',
        message:
          'main@sha1:1111111111111111111111111111111111111111: base/a.yaml:3:5: not YAML; mend it',
      },
    ]);
  });

  it('asks for approval once a plan', () => {
    const held = { digest: 'sha256:1', reasons: ['1 of 2 objects'], objects: [id] };
    const report = aReport('app', { held });
    expect(noticesOf(report, aReport('app'))).toEqual([
      {
        type: 'Warning',
        reason: 'ApprovalRequired',
        message: '1 deletions wait for approval: 1 of 2 objects',
      },
    ]);
    expect(noticesOf(report, report)).toEqual([]);
  });
});

describe('an Event object', () => {
  const subject: EventSubject = {
    apiVersion: 'pingcap.com/v1alpha1',
    kind: 'TidbMonitor',
    namespace: 'db',
    name: 'basic',
    uid: 'u1',
  };
  const notice = { type: 'Normal', reason: 'Applied', message: 'hello' } as const;

  it('is the same object for the same notice, counted up', () => {
    const first = encodeEvent(notice, subject, { first: 1_000, last: 1_000, count: 1 });
    const second = encodeEvent(notice, subject, { first: 1_000, last: 2_500, count: 2 });
    expect(second).toEqual({
      ...first,
      lastTimestamp: '1970-01-01T00:00:02Z',
      count: 2,
    });
    expect(first).toMatchObject({
      metadata: { namespace: 'db' },
      involvedObject: subject,
      firstTimestamp: '1970-01-01T00:00:01Z',
      source: { component: 'tidewatch' },
    });
  });

  it('keeps to the length that the API server takes', () => {
    const long = { ...notice, message: 'x'.repeat(2_000) };
    const { message } = encodeEvent(long, subject, { first: 0, last: 0, count: 1 });
    expect(message).toBe(`${'x'.repeat(1_023)}…`);
  });
});
