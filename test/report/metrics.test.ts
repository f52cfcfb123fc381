import { expect, it } from 'vitest';
import { createMetrics } from '../../src/report/metrics.ts';
import { aReport } from '../support/targets.ts';

const id = { group: '', kind: 'ConfigMap', namespace: 'db', name: 'a' };

it('adds up reports in the text format of Prometheus', () => {
  const metrics = createMetrics();
  const changes = [{ id, action: 'created' as const, reason: '' }];
  metrics.count(aReport('a"b', { changes, startedAt: 1_000, finishedAt: 2_500 }));
  metrics.count(aReport('a"b', { phase: 'Failed', startedAt: 3_000, finishedAt: 3_250 }));
  expect(
    metrics
      .text()
      .split('\n')
      .filter((line) => !line.startsWith('#')),
  ).toEqual([
    'tidewatch_target_phase{target="a\\"b",phase="Ready"} 0',
    'tidewatch_target_phase{target="a\\"b",phase="Progressing"} 0',
    'tidewatch_target_phase{target="a\\"b",phase="Waiting"} 0',
    'tidewatch_target_phase{target="a\\"b",phase="Suspended"} 0',
    'tidewatch_target_phase{target="a\\"b",phase="Refused"} 0',
    'tidewatch_target_phase{target="a\\"b",phase="Failed"} 1',
    'tidewatch_target_last_attempt_timestamp_seconds{target="a\\"b"} 3.25',
    'tidewatch_target_last_attempt_duration_seconds{target="a\\"b"} 0.25',
    'tidewatch_target_held_deletions{target="a\\"b"} 0',
    'tidewatch_target_drifted_objects{target="a\\"b",kind="changed"} 0',
    'tidewatch_target_drifted_objects{target="a\\"b",kind="deleted"} 0',
    'tidewatch_target_drifted_objects{target="a\\"b",kind="foreign"} 0',
    'tidewatch_target_drift_fights{target="a\\"b"} 0',
    'tidewatch_attempts_total{target="a\\"b",phase="Ready"} 1',
    'tidewatch_attempts_total{target="a\\"b",phase="Failed"} 1',
    'tidewatch_changes_total{target="a\\"b",action="created"} 1',
    '',
  ]);
});

it('forgets a target that is gone', () => {
  const metrics = createMetrics();
  metrics.count(aReport('a'));
  metrics.count(aReport('b'));
  metrics.count(aReport('a', { phase: 'Removed' }));
  expect(metrics.text()).not.toContain('target="a"');
  expect(metrics.text()).toContain('target="b"');
});
