import { isJsonObject, type JsonObject, type JsonValue } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import type { ApiResource, Discovery, ListOptions, ListResult } from '../model/ports/cluster.ts';
import { GoneError } from '../model/ports/cluster-errors.ts';
import { liveObject } from './live-object.ts';
import { collectionPath, findResource, notServed, withQuery } from './resource-path.ts';
import { send } from './send.ts';
import type { Session } from './session.ts';

const pageSize = 500;
/** How often a list whose pages expired is begun again before it is asked for in one piece. */
const pagedTries = 2;

/** Every object that matches, page by page. */
export async function listObjects(
  session: Session,
  discovery: Discovery,
  options: ListOptions,
): Promise<ListResult> {
  const resource = await findResource(discovery, options);
  const subject = listSubject(options);
  if (resource === undefined) throw notServed(subject, options.apiVersion, options.kind);
  for (let attempt = 1; ; attempt++) {
    try {
      const limit = attempt <= pagedTries ? pageSize : undefined;
      return await listPages(session, resource, options, subject, limit);
    } catch (thrown) {
      // The server forgot the version the pages are of: what was read is of no use.
      if (!(thrown instanceof GoneError) || attempt > pagedTries) throw thrown;
    }
  }
}

/** `ConfigMap/web/*`, or `ConfigMap/*` for all namespaces. */
export function listSubject({ kind, namespace }: ListOptions): string {
  return namespace === undefined || namespace === '' ? `${kind}/*` : `${kind}/${namespace}/*`;
}

async function listPages(
  session: Session,
  resource: ApiResource,
  options: ListOptions,
  subject: string,
  limit: number | undefined,
): Promise<ListResult> {
  const items: Manifest[] = [];
  let token: string | undefined;
  for (;;) {
    const body = await send(session, {
      verb: 'list',
      method: 'GET',
      path: withQuery(collectionPath(resource, options.namespace ?? ''), {
        labelSelector: options.labelSelector,
        fieldSelector: options.fieldSelector,
        limit: limit === undefined ? undefined : String(limit),
        continue: token,
      }),
      subject,
      repeatable: 'always',
      about: options,
      signal: options.signal,
    });
    const page = readPage(body, options, subject);
    items.push(...page.items);
    if (page.token === undefined) return { items, resourceVersion: page.resourceVersion };
    token = page.token;
  }
}

interface Page extends ListResult {
  readonly token: string | undefined;
}

function readPage(body: JsonValue, options: ListOptions, subject: string): Page {
  const list: JsonObject = isJsonObject(body) ? body : {};
  const metadata = isJsonObject(list.metadata) ? list.metadata : {};
  const items = Array.isArray(list.items) ? list.items : [];
  // Items of built-in kinds come without apiVersion and kind: the list says it once.
  const { apiVersion, kind } = options;
  return {
    items: items.map((item) =>
      liveObject(isJsonObject(item) ? { apiVersion, kind, ...item } : item, subject),
    ),
    resourceVersion: typeof metadata.resourceVersion === 'string' ? metadata.resourceVersion : '',
    token:
      typeof metadata.continue === 'string' && metadata.continue !== ''
        ? metadata.continue
        : undefined,
  };
}
