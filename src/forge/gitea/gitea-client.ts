import { type Api, giteaApi } from 'gitea-js';
import { forgeFetch } from '../forge-fetch.ts';
import type { ForgeLocation, TokenCredentials } from '../forge-options.ts';
import { type BadAnswer, refusalOf } from '../refusal.ts';

/** What every call to one repository of Gitea or Forgejo needs. */
export interface GiteaClient {
  readonly api: Api<unknown>;
  readonly owner: string;
  readonly repo: string;
  /**
   * Runs a call and gives its body; what it throws becomes a `ForgeError`.
   * `doing`: `list pull requests`.
   */
  call<T>(
    doing: string,
    signal: AbortSignal | undefined,
    request: () => Promise<{ readonly data: T }>,
  ): Promise<T>;
  /** The user that the token belongs to. */
  login(): Promise<string>;
}

export function giteaClient(location: ForgeLocation, { token }: TokenCredentials): GiteaClient {
  const { url, path, apiUrl } = location;
  const separator = path.lastIndexOf('/');
  const fetchAgain = forgeFetch(location);
  const customFetch: typeof fetch = (input, init) => fetchAgain(new Request(input, init));
  const api = giteaApi(apiUrl, { token, customFetch });
  const call: GiteaClient['call'] = async (doing, signal, request) => {
    signal?.throwIfAborted();
    try {
      return (await request()).data;
    } catch (thrown) {
      throw refusalOf(url, doing, badAnswerOf(thrown), thrown);
    }
  };
  let login: Promise<string> | undefined;
  return {
    api,
    owner: path.slice(0, separator),
    repo: path.slice(separator + 1),
    call,
    login() {
      login ??= call('ask who the token belongs to', undefined, () => api.user.userGetCurrent())
        .then((user) => user.login ?? '')
        .catch((thrown: unknown) => {
          login = undefined;
          throw thrown;
        });
      return login;
    },
  };
}

/** gitea-js throws the response itself, with the body that it read beside it. */
function badAnswerOf(thrown: unknown): BadAnswer {
  if (!(thrown instanceof Response)) {
    return { status: 0, message: String(thrown), header: () => undefined };
  }
  const { error } = thrown as Response & { error?: { message?: unknown } | null };
  return {
    status: thrown.ok ? 0 : thrown.status,
    message: typeof error?.message === 'string' ? error.message : '',
    header: (name) => thrown.headers.get(name) ?? undefined,
  };
}
