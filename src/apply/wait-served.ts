import type { Manifest } from '../model/manifest.ts';
import { splitApiVersion } from '../model/object-id.ts';
import type { ApplyRun } from './run.ts';

/** How often a kind is looked for that somebody else makes, in milliseconds. */
const interval = 500;

/**
 * Waits until the cluster serves an object's kind, for as long as health may
 * take. Asks nothing where it is known to be served.
 */
export async function waitServed(run: ApplyRun, { apiVersion, kind }: Manifest): Promise<void> {
  const { discovery, clock, signal } = run.context;
  const { group, version } = splitApiVersion(apiVersion);
  for (let waited = 0; waited < run.plan.timeout; waited += interval) {
    if ((await discovery.find(group, kind, version)) !== undefined) return;
    await clock.sleep(interval, signal);
    discovery.refresh();
  }
}
