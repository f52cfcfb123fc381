import type { ReconcileProgress } from '../../monitor/status.ts';
import type { MonitorSummary } from '../../monitor/summary.ts';
import type { TargetReport } from '../../report/target-report.ts';
import type { TopologyKeeper } from '../topology/keep-topology.ts';
import type { VolumeKeeper } from './keep-volumes.ts';
import type { MonitorListener } from './monitor-listener.ts';

/** What is known of a monitor beside its objects and the reports of its target. */
export type MonitorKnowledge = Pick<ReconcileProgress, 'topology' | 'volumes'>;

/** What looks after monitors between attempts. */
export interface MonitorCare extends MonitorListener {
  readonly knownOf: (monitor: MonitorSummary) => MonitorKnowledge;
}

/**
 * PD is told of monitors that run, and their volumes are looked after; what
 * they refer to and consist of is watched in any case.
 */
export function createMonitorCare(
  topology: TopologyKeeper,
  volumes: VolumeKeeper,
  watch: MonitorListener,
): MonitorCare {
  return {
    knownOf(monitor) {
      const kept = volumes.stateOf(monitor);
      const known = { topology: topology.stateOf(monitor) };
      return kept === undefined ? known : { ...known, volumes: kept };
    },
    attempted(report: TargetReport, monitors) {
      watch.attempted(report, monitors);
      if (monitors !== undefined && report.phase === 'Ready') {
        topology.claim(report.target, monitors);
        // It never rejects, and nobody waits for it.
        void volumes.keep(report.target, monitors);
      }
    },
    forget(target) {
      watch.forget(target);
      topology.claim(target, []);
    },
  };
}
