import { isJsonObject } from '../../model/json.ts';
import { type Manifest, valueAt } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../../model/object-id.ts';
import type { Hold } from './hold.ts';

/** What is known of the databases that a target is about. */
export interface DatabaseState {
  /** TidbClusters. */
  readonly clusters: readonly Manifest[];
  /** Backups and Restores in their namespaces, and in the clusters'. */
  readonly jobs: readonly Manifest[];
}

const components = ['pd', 'tikv', 'tidb', 'tiflash', 'ticdc', 'pump'];

/** Conditions of a Backup or Restore that is under way, and those with which it has ended. */
const underWay = ['Scheduled', 'Prepare', 'Running'];
const over = ['Complete', 'Failed', 'RetryFailed', 'Invalid', 'Stopped', 'Clean'];

/** Why changes that disrupt wait for databases: one that is upgraded, backed up or restored. */
export function databaseGates({ clusters, jobs }: DatabaseState): readonly Hold[] {
  return clusters.flatMap((cluster) => {
    const name = formatObjectId(objectIdOf(cluster));
    const upgraded = components.filter(
      (component) => valueAt(cluster, ['status', component, 'phase']) === 'Upgrade',
    );
    const reasons =
      upgraded.length === 0 ? [] : [`${name} is being upgraded (${upgraded.join(', ')})`];
    for (const job of jobs) {
      if (!isOf(job, cluster) || !isUnderWay(job)) continue;
      const what = job.kind === 'Restore' ? 'restored' : 'backed up';
      reasons.push(`${name} is being ${what} (${formatObjectId(objectIdOf(job))})`);
    }
    return reasons.map((reason) => ({ by: 'gate' as const, reason, until: undefined }));
  });
}

/** Whether a Backup or Restore is of a cluster: by its name for BR, by its host for SQL. */
function isOf(job: Manifest, { metadata }: Manifest): boolean {
  const own = job.metadata.namespace ?? '';
  if (valueAt(job, ['spec', 'br', 'cluster']) === metadata.name) {
    const place = valueAt(job, ['spec', 'br', 'clusterNamespace']);
    return (typeof place === 'string' && place !== '' ? place : own) === metadata.namespace;
  }
  const end = job.kind === 'Restore' ? 'to' : 'from';
  const host = valueAt(job, ['spec', end, 'host']);
  if (typeof host !== 'string') return false;
  const [service = '', place = own] = host.split('.');
  return service === `${metadata.name}-tidb` && place === metadata.namespace;
}

function isUnderWay(job: Manifest): boolean {
  // A log backup runs for as long as the cluster does.
  if (job.kind === 'Backup' && valueAt(job, ['spec', 'mode']) === 'log') return false;
  const conditions = valueAt(job, ['status', 'conditions']);
  const holding = (Array.isArray(conditions) ? conditions : [])
    .filter(isJsonObject)
    .filter(({ status }) => status === 'True')
    .map(({ type }) => String(type));
  return (
    holding.some((type) => underWay.includes(type)) && !holding.some((type) => over.includes(type))
  );
}
