import type { Report } from '../finding.ts';
import type { TidbMonitor } from '../read-monitor.ts';

/** Checks what a schema cannot say, and reports everything that is wrong. */
export function checkMonitor(_monitor: TidbMonitor, _report: Report): void {}
