import type { DriftKind, KnownDrift } from '../drift/drift.ts';
import { objectKey } from '../model/object-id.ts';
import type { TargetPhase, TargetReport } from './target-report.ts';

const phases: readonly TargetPhase[] = [
  'Ready',
  'Progressing',
  'Waiting',
  'Suspended',
  'Refused',
  'Failed',
];

const driftKinds: readonly DriftKind[] = ['changed', 'deleted', 'foreign'];

/** Adds up reports for Prometheus. */
export interface Metrics {
  /** A target that was removed is forgotten. */
  count(report: TargetReport): void;
  /** The drift of a target: now, and before. */
  countDrift(target: string, now: readonly KnownDrift[], before: readonly KnownDrift[]): void;
  /** The text exposition format, version 0.0.4. */
  text(): string;
}

export function createMetrics(): Metrics {
  const latest = new Map<string, TargetReport>();
  const attempts = new Map<string, number>();
  const changes = new Map<string, number>();
  const drifts = new Map<string, readonly KnownDrift[]>();
  const detected = new Map<string, number>();

  function samplesOf(report: TargetReport): Record<string, string[]> {
    const target = label('target', report.target);
    return {
      tidewatch_target_phase: phases.map(
        (phase) => `{${target},${label('phase', phase)}} ${phase === report.phase ? 1 : 0}`,
      ),
      tidewatch_target_last_attempt_timestamp_seconds: [`{${target}} ${report.finishedAt / 1000}`],
      tidewatch_target_last_attempt_duration_seconds: [
        `{${target}} ${(report.finishedAt - report.startedAt) / 1000}`,
      ],
      tidewatch_target_held_deletions: [`{${target}} ${report.held?.objects.length ?? 0}`],
      tidewatch_target_drifted_objects: driftKinds.map(
        (kind) =>
          `{${target},${label('kind', kind)}} ${numberOf(report.target, (one) => one.kind === kind)}`,
      ),
      tidewatch_target_drift_fights: [
        `{${target}} ${numberOf(report.target, ({ answer }) => answer.kind === 'fight')}`,
      ],
    };
  }

  function numberOf(target: string, fits: (drift: KnownDrift) => boolean): number {
    return (drifts.get(target) ?? []).filter(fits).length;
  }

  function forget(target: string): void {
    latest.delete(target);
    drifts.delete(target);
    const own = `{${label('target', target)},`;
    for (const series of [attempts, changes, detected]) {
      for (const key of series.keys()) if (key.startsWith(own)) series.delete(key);
    }
  }

  return {
    count(report) {
      if (report.phase === 'Removed') return forget(report.target);
      latest.set(report.target, report);
      add(attempts, `{${label('target', report.target)},${label('phase', report.phase)}}`);
      for (const { action } of report.changes) {
        if (action === 'unchanged') continue;
        add(changes, `{${label('target', report.target)},${label('action', action)}}`);
      }
    },
    countDrift(target, now, before) {
      if (now.length === 0) drifts.delete(target);
      else drifts.set(target, now);
      const known = new Set(before.map(({ id }) => objectKey(id)));
      for (const { id, kind } of now) {
        if (!known.has(objectKey(id))) {
          add(detected, `{${label('target', target)},${label('kind', kind)}}`);
        }
      }
    },
    text() {
      const samples = [...latest.values()].map(samplesOf);
      return [
        family('tidewatch_target_phase', 'gauge', 'Whether a target is in a phase.', samples),
        family(
          'tidewatch_target_last_attempt_timestamp_seconds',
          'gauge',
          'When the last attempt at a target ended.',
          samples,
        ),
        family(
          'tidewatch_target_last_attempt_duration_seconds',
          'gauge',
          'How long the last attempt at a target took.',
          samples,
        ),
        family(
          'tidewatch_target_held_deletions',
          'gauge',
          'Deletions of a target that wait for approval.',
          samples,
        ),
        family(
          'tidewatch_target_drifted_objects',
          'gauge',
          'Objects of a target that are not as Git has them, by what happened to them.',
          samples,
        ),
        family(
          'tidewatch_target_drift_fights',
          'gauge',
          'Drifted objects of a target that somebody changes back whenever they are corrected.',
          samples,
        ),
        counter(
          'tidewatch_drift_detected_total',
          'Objects found drifted, by what happened.',
          detected,
        ),
        counter(
          'tidewatch_attempts_total',
          'Attempts at a target by the phase they ended in.',
          attempts,
        ),
        counter('tidewatch_changes_total', 'Objects changed for a target, by action.', changes),
      ].join('');
    },
  };
}

function add(series: Map<string, number>, key: string): void {
  series.set(key, (series.get(key) ?? 0) + 1);
}

function label(name: string, value: string): string {
  const escaped = value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
  return `${name}="${escaped}"`;
}

function family(
  name: string,
  type: string,
  help: string,
  samples: readonly Record<string, string[]>[],
): string {
  const lines = samples.flatMap((sample) => (sample[name] ?? []).map((rest) => `${name}${rest}\n`));
  return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${lines.join('')}`;
}

function counter(name: string, help: string, series: ReadonlyMap<string, number>): string {
  const lines = [...series].map(([labels, value]) => `${name}${labels} ${value}\n`);
  return `# HELP ${name} ${help}\n# TYPE ${name} counter\n${lines.join('')}`;
}
