import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';
import { checkClusters } from './check-clusters.ts';
import { checkNames } from './check-names.ts';
import { checkPods } from './check-pods.ts';
import { checkPrometheus } from './check-prometheus.ts';
import { checkReferences } from './check-references.ts';
import { checkRules } from './check-rules.ts';
import { checkServices } from './check-services.ts';
import { checkStorage } from './check-storage.ts';
import { checkThanos } from './check-thanos.ts';

/** Checks what a schema cannot say, and reports everything that is wrong. */
export function checkMonitor(monitor: TidbMonitor, report: Report): void {
  checkNames(monitor, report);
  checkClusters(monitor, report);
  checkStorage(monitor, report);
  checkPods(monitor, report);
  checkServices(monitor, report);
  checkPrometheus(monitor, report);
  checkRules(monitor, report);
  checkThanos(monitor, report);
  checkReferences(monitor, report);
}
