import type { Forge } from '../model/ports/forge.ts';
import { ForgeError, ForgeUnavailableError } from '../model/ports/forge-errors.ts';
import {
  checkedComment,
  checkedCommit,
  checkedIssue,
  checkedPullRequest,
  isReadable,
} from './checked-answers.ts';

/**
 * A forge of which everything that goes wrong is a `ForgeError`: an answer may have any shape, and what
 * its reader trips over then is the forge's fault. Pull requests that cannot be read are left out of
 * lists. Only the reason of a signal stays what it is.
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
        check(signal, async () => {
          const found = await pullRequests.changedSince(cursor, signal);
          return { ...found, changed: found.changed.filter(isReadable) };
        }),
      containing: (commit, signal) =>
        check(signal, async () =>
          (await pullRequests.containing(commit, signal)).filter(isReadable),
        ),
      mergeBase: (of, signal) =>
        check(signal, async () => checkedCommit(await pullRequests.mergeBase(of, signal))),
      proposed: (of, signal) =>
        check(signal, async () => {
          const found = await pullRequests.proposed(of, signal);
          return found && checkedPullRequest(found);
        }),
      create: (proposal, signal) =>
        check(signal, async () => checkedPullRequest(await pullRequests.create(proposal, signal))),
    },
    conversation: {
      comments: (number, signal) =>
        check(signal, async () =>
          (await conversation.comments(number, signal)).map(checkedComment),
        ),
      write: (number, body, id, signal) =>
        check(signal, async () =>
          checkedComment(await conversation.write(number, body, id, signal)),
        ),
    },
    issues: {
      own: (signal) => check(signal, async () => (await issues.own(signal)).map(checkedIssue)),
      write: (issue, number, signal) =>
        check(signal, async () => checkedIssue(await issues.write(issue, number, signal))),
    },
    setStatus: (commit, status, signal) =>
      check(signal, () => forge.setStatus(commit, status, signal)),
    mayWrite: (login, signal) => check(signal, () => forge.mayWrite(login, signal)),
  };
}
