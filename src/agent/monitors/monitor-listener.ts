import type { MonitorSummary } from '../../monitor/summary.ts';
import type { TargetReport } from '../../report/target-report.ts';

/** Who is told of the monitors of targets. */
export interface MonitorListener {
  /** An attempt has ended; `monitors` is `undefined` where it ended before they were known. */
  attempted(report: TargetReport, monitors: readonly MonitorSummary[] | undefined): void;
  /** A target is gone. */
  forget(target: string): void;
}
