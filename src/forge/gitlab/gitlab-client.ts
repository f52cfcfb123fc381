import {
  createRequesterFn,
  type FormattedResponse,
  type ResponseBodyTypes,
} from '@gitbeaker/requester-utils';
import {
  Commits,
  Issues,
  MergeRequestNotes,
  MergeRequests,
  ProjectMembers,
  Repositories,
  Users,
} from '@gitbeaker/rest';
import { forgeFetch } from '../forge-fetch.ts';
import type { ForgeLocation, TokenCredentials } from '../forge-options.ts';
import { refusalOf } from '../refusal.ts';

/** The calls that one project of GitLab needs. */
export interface GitLabClient {
  readonly project: string;
  readonly commits: Commits;
  readonly issues: Issues;
  readonly members: ProjectMembers;
  readonly mergeRequests: MergeRequests;
  readonly notes: MergeRequestNotes;
  readonly repositories: Repositories;
  readonly users: Users;
  /** Runs a call; what it throws becomes a `ForgeError`. `doing`: `list merge requests`. */
  call<T>(doing: string, signal: AbortSignal | undefined, request: () => Promise<T>): Promise<T>;
  /** The id of the user that the token belongs to. */
  userId(): Promise<number>;
}

export function gitlabClient(location: ForgeLocation, { token }: TokenCredentials): GitLabClient {
  const { url, path, apiUrl } = location;
  const options = { host: apiUrl, token, requesterFn: requester(location) };
  const users = new Users(options);
  const call = async <T>(
    doing: string,
    signal: AbortSignal | undefined,
    request: () => Promise<T>,
  ): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await request();
    } catch (thrown) {
      throw refusalOf(
        url,
        doing,
        thrown instanceof BadResponse ? thrown : noAnswer(thrown),
        thrown,
      );
    }
  };
  let userId: Promise<number> | undefined;
  return {
    project: path,
    commits: new Commits(options),
    issues: new Issues(options),
    members: new ProjectMembers(options),
    mergeRequests: new MergeRequests(options),
    notes: new MergeRequestNotes(options),
    repositories: new Repositories(options),
    users,
    call,
    userId() {
      userId ??= call('ask who the token belongs to', undefined, async () => {
        return (await users.showCurrentUser()).id;
      }).catch((thrown: unknown) => {
        userId = undefined;
        throw thrown;
      });
      return userId;
    },
  };
}

/** An answer of GitLab that is no success. */
export class BadResponse extends Error {
  readonly status: number;
  readonly header: (name: string) => string | undefined;

  constructor(response: Response, text: string) {
    super(saidIn(text));
    this.status = response.status;
    this.header = (name) => response.headers.get(name) ?? undefined;
  }
}

function saidIn(text: string): string {
  try {
    const { message, error } = JSON.parse(text) as { message?: unknown; error?: unknown };
    const said = message ?? error ?? '';
    return typeof said === 'string' ? said : JSON.stringify(said);
  } catch {
    return '';
  }
}

function noAnswer(thrown: unknown): {
  status: number;
  message: string;
  header: () => undefined;
} {
  return { status: 0, message: String(thrown), header: () => undefined };
}

/** How gitbeaker sends: with our retries, and errors that keep the answer's headers. */
function requester(location: ForgeLocation) {
  const fetchAgain = forgeFetch(location);
  return createRequesterFn(
    (_, options) => Promise.resolve(options),
    async <T extends ResponseBodyTypes>(
      endpoint: string,
      options: Record<string, unknown> = {},
    ): Promise<FormattedResponse<T>> => {
      const { prefixUrl, searchParams, method, headers, body } = options;
      const url = new URL(endpoint, String(prefixUrl).replace(/\/*$/, '/'));
      url.search = typeof searchParams === 'string' ? searchParams : '';
      const init = { method, headers, body } as RequestInit;
      const response = await fetchAgain(new Request(url, init));
      const text = await response.text();
      if (!response.ok) throw new BadResponse(response, text);
      return {
        body: (text === '' ? undefined : JSON.parse(text)) as T,
        headers: Object.fromEntries(response.headers),
        status: response.status,
      };
    },
  );
}
