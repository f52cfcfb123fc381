import { type JsonValue, stringifyJson } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Discovery, ObjectReference, Patch, WriteOptions } from '../model/ports/cluster.ts';
import { liveObject } from './live-object.ts';
import { findResource, notServed, objectPath, subjectOf, withQuery } from './resource-path.ts';
import { send } from './send.ts';
import type { Session } from './session.ts';

/**
 * A JSON patch or a merge patch. A patch can mean something else the second
 * time, so it is tried again only when the server surely did not act on it.
 */
export async function patchObject(
  session: Session,
  discovery: Discovery,
  reference: ObjectReference,
  patch: Patch,
  options: WriteOptions,
): Promise<Manifest> {
  const { apiVersion, kind } = reference;
  const subject = subjectOf(reference);
  const resource = await findResource(discovery, reference);
  if (resource === undefined) throw notServed(subject, apiVersion, kind);
  const content: JsonValue = patch.type === 'json' ? patch.operations : patch.document;
  const body = await send(session, {
    verb: 'patch',
    method: 'PATCH',
    // `force` is for server-side apply alone; the server refuses it here.
    path: withQuery(objectPath(resource, reference, options.subresource), {
      fieldManager: options.fieldManager,
      dryRun: options.dryRun ? 'All' : undefined,
    }),
    contentType: `application/${patch.type === 'json' ? 'json-patch' : 'merge-patch'}+json`,
    body: stringifyJson(content),
    subject,
    repeatable: options.dryRun ? 'always' : 'unprocessed',
    about: { apiVersion, kind, content },
    signal: options.signal,
  });
  return liveObject(body, subject);
}
