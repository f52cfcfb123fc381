import type { Manifest } from '../model/manifest.ts';
import { formatObjectId, type ObjectId } from '../model/object-id.ts';

/** Health in kstatus' words. */
export interface MonitorHealth {
  readonly status: 'Current' | 'InProgress' | 'Failed' | 'Terminating' | 'NotFound';
  readonly message: string;
}

/** The health of an object that a TidbMonitor owns. */
export interface OwnedHealth extends MonitorHealth {
  readonly id: ObjectId;
}

/**
 * A TidbMonitor is as healthy as the least healthy object it owns, and not
 * Current before it owns a StatefulSet: something has to run for it.
 */
export function tidbMonitorHealth(live: Manifest, owned: readonly OwnedHealth[]): MonitorHealth {
  if (live.metadata.deletionTimestamp !== undefined) {
    return { status: 'Terminating', message: 'it is being deleted' };
  }
  const failed = owned.find(({ status }) => status === 'Failed');
  const unready = failed ?? owned.find(({ status }) => status !== 'Current');
  if (unready !== undefined) {
    return {
      status: failed === undefined ? 'InProgress' : 'Failed',
      message: `${formatObjectId(unready.id)}: ${unready.message}`,
    };
  }
  if (!owned.some(({ id }) => id.group === 'apps' && id.kind === 'StatefulSet')) {
    return { status: 'InProgress', message: 'its StatefulSet does not exist yet' };
  }
  return { status: 'Current', message: 'everything it owns is healthy' };
}
