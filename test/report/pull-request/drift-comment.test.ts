import { describe, expect, it } from 'vitest';
import type { DriftRecord } from '../../../src/report/drift-record.ts';
import { driftComment } from '../../../src/report/pull-request/drift-comment.ts';

const options = { agent: 'test', limit: 65_536 };
const record: DriftRecord = { object: 'ConfigMap/demo/settings', kind: 'changed', fields: [] };
const targets = (count: number, records: readonly DriftRecord[]) =>
  Array.from({ length: count }, (_, index) => ({
    target: `overlays-of-a-team-whose-name-is-rather-long-${records.length}-${index}`,
    records,
  }));

describe('the comment on drift', () => {
  it('names every target where there is room', () => {
    const body = driftComment([...targets(300, [record]), ...targets(2, [])], options);
    expect(body.length).toBeLessThanOrEqual(options.limit);
    expect(body).toContain('overlays-of-a-team-whose-name-is-rather-long-1-299');
    expect(body).toContain(
      '`overlays-of-a-team-whose-name-is-rather-long-0-1` is as Git has it again',
    );
  });

  it('counts the targets where there is no room for their names', () => {
    const body = driftComment([...targets(1000, [record]), ...targets(2, [])], options);
    expect(body.split('\n\n').slice(1)).toEqual([
      '### Tidewatch: 1000 objects drifted',
      expect.stringContaining('Somebody changed on the cluster'),
      '1000 targets drifted: `tidewatch drift`',
      '2 targets are as Git has them again\n',
    ]);
    expect(driftComment(targets(1000, []), options).split('\n\n').slice(1)).toEqual([
      '### Tidewatch: the drift is resolved',
      '1000 targets are as Git has them again\n',
    ]);
  });
});
