import { stringifyJson } from '../model/json.ts';
import type { DeleteOptions, Discovery, ObjectReference } from '../model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../model/ports/cluster-errors.ts';
import { getObject } from './get.ts';
import { findResource, objectPath, subjectOf } from './resource-path.ts';
import { sendTracked } from './send.ts';
import type { Session } from './session.ts';

/**
 * Deletes an object; `false` where there was none. With a precondition it is
 * always retried: the retry cannot hit an object made in the meantime.
 */
export async function deleteObject(
  session: Session,
  discovery: Discovery,
  reference: ObjectReference,
  options: DeleteOptions,
): Promise<boolean> {
  const resource = await findResource(discovery, reference);
  if (resource === undefined) return false;
  const { uid, resourceVersion } = options;
  const guarded = uid !== undefined || resourceVersion !== undefined;
  let repeated = false;
  try {
    await sendTracked(
      session,
      {
        verb: 'delete',
        method: 'DELETE',
        path: objectPath(resource, reference),
        contentType: 'application/json',
        body: stringifyJson({
          apiVersion: 'v1',
          kind: 'DeleteOptions',
          preconditions: guarded ? { uid, resourceVersion } : undefined,
          propagationPolicy: options.propagation,
          dryRun: options.dryRun ? ['All'] : undefined,
        }),
        subject: subjectOf(reference),
        repeatable: guarded || options.dryRun ? 'always' : 'unprocessed',
        about: reference,
        signal: options.signal,
      },
      () => {
        repeated = true;
      },
    );
    return true;
  } catch (thrown) {
    // After a repetition, "not there" is what the first try has done.
    if (thrown instanceof NotFoundError) return repeated;
    if (thrown instanceof ConflictError && repeated) {
      if (await wasDeleted(session, discovery, reference, options)) return true;
    }
    throw thrown;
  }
}

/** Whether the object that was to be deleted is gone or on its way. */
async function wasDeleted(
  session: Session,
  discovery: Discovery,
  reference: ObjectReference,
  { uid, signal }: DeleteOptions,
): Promise<boolean> {
  const live = await getObject(session, discovery, reference, signal);
  if (live === undefined || live.metadata.deletionTimestamp !== undefined) return true;
  return uid !== undefined && live.metadata.uid !== uid;
}
