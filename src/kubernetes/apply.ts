import { stringifyJson } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { Discovery, ObjectReference, WriteOptions } from '../model/ports/cluster.ts';
import { liveObject } from './live-object.ts';
import { findResource, notServed, objectPath, subjectOf, withQuery } from './resource-path.ts';
import { send } from './send.ts';
import type { Session } from './session.ts';

/** Server-side apply. Doing it twice is the same as doing it once, so it is always retried. */
export async function applyObject(
  session: Session,
  discovery: Discovery,
  manifest: Manifest,
  options: WriteOptions,
): Promise<Manifest> {
  const { apiVersion, kind, metadata } = manifest;
  const reference: ObjectReference = {
    apiVersion,
    kind,
    namespace: metadata.namespace ?? '',
    name: metadata.name,
  };
  const subject = subjectOf(reference);
  const resource = await findResource(discovery, reference);
  if (resource === undefined) throw notServed(subject, apiVersion, kind);
  const body = await send(session, {
    verb: 'apply',
    method: 'PATCH',
    path: withQuery(objectPath(resource, reference, options.subresource), {
      fieldManager: options.fieldManager,
      force: String(options.force ?? false),
      // Fields that are not in the schema are refused always. Validation would only read the
      // body once more, for keys that stand twice: ours have none, and it is a tenth of the work.
      fieldValidation: 'Ignore',
      dryRun: options.dryRun ? 'All' : undefined,
    }),
    // JSON is YAML: the media type has no JSON form that every server version knows.
    contentType: 'application/apply-patch+yaml',
    body: stringifyJson(manifest),
    subject,
    repeatable: 'always',
    about: { apiVersion, kind, content: manifest },
    signal: options.signal,
  });
  return liveObject(body, subject);
}
