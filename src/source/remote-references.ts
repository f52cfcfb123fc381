import { messageOf } from '../model/errors.ts';
import { SourceError } from '../model/ports/source-errors.ts';
import type { Git } from './git.ts';
import type { GitHttpClient } from './http-client.ts';
import { brokenAnswer, notAGitServer } from './http-problems.ts';
import type { ListedReference } from './resolve-reference.ts';

const COMMIT = /^[0-9a-f]{40}$/;

/** The references of a server under a prefix: one `ls-refs` of protocol version 2. */
export async function listRemoteReferences(
  git: Git,
  http: GitHttpClient,
  address: string,
  prefix: string,
  signal: AbortSignal | undefined,
): Promise<readonly ListedReference[]> {
  const symrefs = prefix === 'HEAD';
  try {
    const listed = await git.listServerRefs({
      http: http.with(signal),
      url: address,
      prefix,
      symrefs,
      peelTags: true,
    });
    return listed.map(({ ref, oid, peeled, target }) => {
      const commit = peeled ?? oid;
      if (!COMMIT.test(commit)) throw notAGitServer(address, `${ref} is at ${commit.slice(0, 64)}`);
      return { name: ref, commit, target };
    });
  } catch (error) {
    throw toSourceError(address, error, signal);
  }
}

/** What isomorphic-git threw, in this project's words; errors of the HTTP client pass. */
export function toSourceError(
  address: string,
  error: unknown,
  signal: AbortSignal | undefined,
): unknown {
  if (signal?.aborted === true) return signal.reason;
  if (error instanceof SourceError) return error;
  return brokenAnswer(address, messageOf(error).slice(0, 200), error);
}
