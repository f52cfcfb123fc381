import { concurrently } from '../../model/concurrently.ts';
import { fieldManager } from '../../model/identity.ts';
import type { Manifest } from '../../model/manifest.ts';
import { formatObjectId, objectIdOf } from '../../model/object-id.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import {
  ClusterError,
  InvalidObjectError,
  RefusedError,
  UnavailableError,
} from '../../model/ports/cluster-errors.ts';
import { deferral, type SetState } from '../deferral.ts';
import type { HookInPhase } from './plan-hooks.ts';

export interface AskOptions {
  readonly cluster: Cluster;
  readonly concurrency: number;
  readonly signal?: AbortSignal;
}

/**
 * Which of the hooks that are to run the server would not take, by step: asked
 * before anything is written. A hook that needs something of the set first is
 * asked only when it runs.
 */
export async function refusedHooks(
  hooks: readonly HookInPhase[],
  state: SetState,
  options: AskOptions,
): Promise<ReadonlyMap<string, ClusterError>> {
  const refused = new Map<string, ClusterError>();
  const due = hooks.filter(({ hook }) => hook.action === 'run');
  const asked = due.filter(({ hook }) => deferral(hook.manifest, state) === undefined);
  await concurrently(
    asked,
    options.concurrency,
    async ({ hook }) => {
      const error = await ask(hook.manifest, hook.digest, options);
      if (error !== undefined) refused.set(hook.step, error);
    },
    options.signal,
  );
  return refused;
}

/** Asks under another name: an object of an earlier run may be in its place. */
async function ask(
  manifest: Manifest,
  digest: string,
  { cluster, signal }: AskOptions,
): Promise<ClusterError | undefined> {
  const name = `tidewatch-dry-run-${digest.slice(-10)}`;
  const renamed = { ...manifest, metadata: { ...manifest.metadata, name } };
  try {
    await cluster.apply(renamed, {
      fieldManager,
      force: true,
      dryRun: true,
      ...(signal === undefined ? {} : { signal }),
    });
    return undefined;
  } catch (error) {
    if (!(error instanceof ClusterError) || error instanceof UnavailableError) throw error;
    return underItsName(error, manifest, renamed);
  }
}

function underItsName(error: ClusterError, manifest: Manifest, renamed: Manifest): ClusterError {
  const message = error.message
    .replaceAll(formatObjectId(objectIdOf(renamed)), formatObjectId(objectIdOf(manifest)))
    .replaceAll(renamed.metadata.name, manifest.metadata.name);
  const options = { data: error.data, cause: error };
  return error instanceof InvalidObjectError
    ? new InvalidObjectError(message, options)
    : new RefusedError(message, { ...options, status: error.status });
}
