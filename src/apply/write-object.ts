import { fieldManager } from '../model/identity.ts';
import { takeoverPatch } from '../model/managed-fields.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ObjectReference } from '../model/ports/cluster.ts';
import { ConflictError } from '../model/ports/cluster-errors.ts';
import type { PlannedObject } from '../plan/plan.ts';
import { fillOwnerUids } from './fill-owner-uids.ts';
import type { ApplyRun } from './run.ts';

/** How often a take-over is tried while somebody else keeps writing the object. */
const takeoverTries = 5;

/** Writes one object; gives it as it lives afterwards. Throws `ClusterError`. */
export async function writeObject(run: ApplyRun, object: PlannedObject): Promise<Manifest> {
  const manifest = await fillOwnerUids(run, object.manifest);
  if (object.takesOverFrom.length > 0) await takeOver(run, manifest);
  return run.context.cluster.apply(manifest, { fieldManager, force: true });
}

/** Makes the fields of the managers before us ours, so that the apply can remove them. */
async function takeOver(run: ApplyRun, manifest: Manifest): Promise<void> {
  const { cluster } = run.context;
  const { apiVersion, kind, metadata } = manifest;
  const reference: ObjectReference = {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  };
  for (let tries = 1; ; tries++) {
    const live = await cluster.get(reference);
    const operations = live === undefined ? undefined : takeoverPatch(live);
    if (operations === undefined) return;
    try {
      await cluster.patch(reference, { type: 'json', operations }, { fieldManager });
      return;
    } catch (error) {
      if (!(error instanceof ConflictError) || tries === takeoverTries) throw error;
    }
  }
}
