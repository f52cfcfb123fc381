import type { MonitorSummary } from '../../monitor/summary.ts';
import type { TopologyState } from '../../monitor/topology/state.ts';
import type { TargetReport } from '../../report/target-report.ts';
import type { TopologyKeeper } from '../topology/keep-topology.ts';
import type { MonitorListener } from './monitor-listener.ts';

/** What looks after monitors between attempts. */
export interface MonitorCare extends MonitorListener {
  readonly topologyOf: (monitor: MonitorSummary) => TopologyState;
}

/** PD is told of monitors that run; what they refer to and consist of is watched in any case. */
export function createMonitorCare(topology: TopologyKeeper, watch: MonitorListener): MonitorCare {
  return {
    topologyOf: topology.stateOf,
    attempted(report: TargetReport, monitors) {
      watch.attempted(report, monitors);
      if (monitors !== undefined && report.phase === 'Ready') {
        topology.claim(report.target, monitors);
      }
    },
    forget(target) {
      watch.forget(target);
      topology.claim(target, []);
    },
  };
}
