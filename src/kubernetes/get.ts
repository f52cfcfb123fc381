import type { Manifest } from '../model/manifest.ts';
import type { Discovery, ObjectReference } from '../model/ports/cluster.ts';
import { NotFoundError } from '../model/ports/cluster-errors.ts';
import { liveObject } from './live-object.ts';
import { findResource, objectPath, subjectOf } from './resource-path.ts';
import { send } from './send.ts';
import type { Session } from './session.ts';

/** The live object; `undefined` where there is none, or its kind is not served. */
export async function getObject(
  session: Session,
  discovery: Discovery,
  reference: ObjectReference,
  signal?: AbortSignal,
): Promise<Manifest | undefined> {
  const resource = await findResource(discovery, reference);
  if (resource === undefined) return undefined;
  const subject = subjectOf(reference);
  try {
    const body = await send(session, {
      verb: 'get',
      method: 'GET',
      path: objectPath(resource, reference),
      subject,
      repeatable: 'always',
      about: reference,
      signal,
    });
    return liveObject(body, subject);
  } catch (thrown) {
    if (thrown instanceof NotFoundError) return undefined;
    throw thrown;
  }
}
