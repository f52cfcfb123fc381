import type { HealthRule, HealthRules } from '../apply/health.ts';
import { formatObjectId } from '../model/object-id.ts';

/** A TidbMonitor has no conditions of its own to go by: it is as healthy as what it owns. */
const tidbMonitorHealth: HealthRule = (_live, owned) => {
  const worst =
    owned.find(({ status }) => status === 'Failed') ??
    owned.find(({ status }) => status !== 'Current');
  if (worst === undefined) return { status: 'Current', message: 'everything it owns is healthy' };
  const status = worst.status === 'Failed' ? 'Failed' : 'InProgress';
  return { status, message: `${formatObjectId(worst.id)}: ${worst.message}` };
};

/** Health rules for the kinds that the generic ones do not know. */
export const monitorHealthRules: HealthRules = new Map([
  ['pingcap.com/TidbMonitor', tidbMonitorHealth],
]);
