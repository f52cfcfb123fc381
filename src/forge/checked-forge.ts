import type { Forge } from '../model/ports/forge.ts';
import { ForgeError, ForgeUnavailableError } from '../model/ports/forge-errors.ts';

/**
 * A forge of which everything that goes wrong is a `ForgeError`: an answer may have any shape, and what
 * its reader trips over then is the forge's fault. Only the reason of a signal stays what it is.
 */
export function checkedForge(forge: Forge, url: string): Forge {
  const { commentLimit, pullRequests, conversation, issues } = forge;
  const check = async <T>(signal: AbortSignal | undefined, ask: () => Promise<T>): Promise<T> => {
    try {
      return await ask();
    } catch (thrown) {
      if (signal?.aborted === true) throw signal.reason;
      if (thrown instanceof ForgeError) throw thrown;
      throw new ForgeUnavailableError(
        `${url}: its answer is not what the API of the forge describes; check the URL and the provider`,
        { cause: thrown },
      );
    }
  };
  return {
    commentLimit,
    pullRequests: {
      changedSince: (cursor, signal) =>
        check(signal, () => pullRequests.changedSince(cursor, signal)),
      containing: (commit, signal) => check(signal, () => pullRequests.containing(commit, signal)),
      mergeBase: (of, signal) => check(signal, () => pullRequests.mergeBase(of, signal)),
      create: (proposal, signal) => check(signal, () => pullRequests.create(proposal, signal)),
    },
    conversation: {
      comments: (number, signal) => check(signal, () => conversation.comments(number, signal)),
      write: (number, body, id, signal) =>
        check(signal, () => conversation.write(number, body, id, signal)),
    },
    issues: {
      own: (signal) => check(signal, () => issues.own(signal)),
      write: (issue, number, signal) => check(signal, () => issues.write(issue, number, signal)),
    },
    setStatus: (commit, status, signal) =>
      check(signal, () => forge.setStatus(commit, status, signal)),
    mayWrite: (login, signal) => check(signal, () => forge.mayWrite(login, signal)),
  };
}
