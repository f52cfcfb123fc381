import type { RequestVerb } from './connection-options.ts';
import type { SentObject } from './server-message.ts';

/** One call of the API, before credentials, retries and time limits. */
export interface ApiRequest {
  readonly verb: RequestVerb;
  readonly method: 'GET' | 'PATCH' | 'DELETE';
  /** From the server's root on, with the query: `/api/v1/namespaces?limit=500`. */
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
  /** What messages start with: `Kind/namespace/name`. */
  readonly subject: string;
  /**
   * `always`: doing it twice is the same as doing it once. `unprocessed`: it is
   * tried again only when the server surely did not act on it.
   */
  readonly repeatable: 'always' | 'unprocessed';
  /** What the request is about, so that messages can be cleaned of Secret values. */
  readonly about?: SentObject;
  readonly signal?: AbortSignal | undefined;
}
