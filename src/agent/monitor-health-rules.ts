import type { HealthRules } from '../apply/health.ts';
import { tidbMonitorHealth } from '../monitor/health.ts';

/** Health rules for the kinds that the generic ones do not know. */
export const monitorHealthRules: HealthRules = new Map([
  ['pingcap.com/TidbMonitor', tidbMonitorHealth],
]);
