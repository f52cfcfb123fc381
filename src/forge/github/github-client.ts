import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/core';
import { paginateRest } from '@octokit/plugin-paginate-rest';
import { forgeFetch } from '../forge-fetch.ts';
import type { ForgeLocation, GitHubCredentials } from '../forge-options.ts';
import { type BadAnswer, refusalOf } from '../refusal.ts';

const Client = Octokit.plugin(paginateRest);

/** What every call to one repository of GitHub needs. */
export interface GitHubClient {
  readonly octokit: InstanceType<typeof Client>;
  /** The parameters that name the repository, and stop the call. */
  readonly here: (signal: AbortSignal | undefined) => Here;
  /** Runs a call; what it throws becomes a `ForgeError`. `doing`: `list pull requests`. */
  call<T>(doing: string, request: () => Promise<T>): Promise<T>;
  /** Who we are: a user, or an app with `[bot]` behind its name. */
  login(): Promise<string>;
}

interface Here {
  readonly owner: string;
  readonly repo: string;
  readonly request: { readonly signal?: AbortSignal };
}

export function githubClient(
  location: ForgeLocation,
  credentials: GitHubCredentials,
): GitHubClient {
  const { url, path, apiUrl } = location;
  const separator = path.lastIndexOf('/');
  const fetchAgain = forgeFetch(location);
  const octokit = new Client({
    baseUrl: apiUrl,
    userAgent: 'tidewatch',
    ...authentication(credentials),
    request: { fetch: (url: string, init: RequestInit) => fetchAgain(new Request(url, init)) },
    log: silent,
  });
  const call = async <T>(doing: string, request: () => Promise<T>): Promise<T> => {
    try {
      return await request();
    } catch (thrown) {
      throw refusalOf(url, doing, badAnswerOf(thrown), thrown);
    }
  };
  let login: Promise<string> | undefined;
  return {
    octokit,
    here: (signal) => ({
      owner: path.slice(0, separator),
      repo: path.slice(separator + 1),
      request: signal === undefined ? {} : { signal },
    }),
    call,
    login() {
      login ??= call('ask who the token belongs to', async () => {
        // The only question that the tokens of users, apps and workflows may all ask.
        const answer = await octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }');
        return answer.viewer.login;
      }).catch((thrown: unknown) => {
        login = undefined;
        throw thrown;
      });
      return login;
    },
  };
}

function authentication(credentials: GitHubCredentials): object {
  if ('token' in credentials) return { auth: credentials.token };
  const { appId, privateKey, installationId } = credentials;
  return { authStrategy: createAppAuth, auth: { appId, privateKey, installationId } };
}

const nothing = () => {};
const silent = { debug: nothing, info: nothing, warn: nothing, error: nothing };

function badAnswerOf(thrown: unknown): BadAnswer {
  const { status, message, response } = thrown as {
    status?: unknown;
    message?: unknown;
    response?: { headers?: Readonly<Record<string, unknown>>; data?: { message?: unknown } };
  };
  const said = response?.data?.message ?? message ?? thrown;
  return {
    // octokit reports a connection that broke as 500 without a response.
    status: response === undefined || typeof status !== 'number' ? 0 : status,
    message: String(said),
    header: (name) => {
      const value = response?.headers?.[name];
      return value === undefined ? undefined : String(value);
    },
  };
}
