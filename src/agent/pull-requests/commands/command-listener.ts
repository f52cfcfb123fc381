import { messageOf } from '../../../model/errors.ts';
import type { Clock } from '../../../model/ports/clock.ts';
import type { PullRequest } from '../../../model/ports/forge.ts';
import { isForgeAway } from '../away.ts';
import { answerCommands, type CommandContext } from './answer-commands.ts';

export interface CommandListenerOptions extends Omit<CommandContext, 'ignored' | 'outcomes'> {
  readonly clock: Pick<Clock, 'now'>;
  readonly stop: AbortSignal;
}

/** Reads the comments of pull requests that moved, and of no others. */
export interface CommandListener {
  /** A pull request may have been talked about. */
  heard(pullRequest: PullRequest): void;
  /**
   * Reads what is new, and answers it; where one pull request takes no answer, the others
   * get theirs. Throws `ForgeError` where the forge is away.
   */
  listen(): Promise<void>;
}

/** Forges tell times in seconds: within this time more may have been said at the same time; milliseconds. */
const fresh = 120_000;
/** Of pull requests that nobody touched for so many others, what was read is forgotten. */
const mostRemembered = 2_000;

export function createCommandListener(options: CommandListenerOptions): CommandListener {
  const { clock, log, stop } = options;
  const ignored = new Set<string>();
  const outcomes = new Map<string, string>();
  const read = new Map<number, string>();
  const unread = new Map<number, { readonly one: PullRequest; times: number }>();

  return {
    heard(one) {
      const { number, state, updatedAt } = one;
      if (state === 'closed' || read.get(number) === updatedAt) return;
      const recent = clock.now() - Date.parse(updatedAt) < fresh;
      unread.set(number, { one, times: recent ? 2 : 1 });
      read.delete(number);
      read.set(number, updatedAt);
      const [oldest] = read.keys();
      if (read.size > mostRemembered && oldest !== undefined) read.delete(oldest);
    },
    async listen() {
      for (const [number, entry] of [...unread]) {
        unread.delete(number);
        try {
          await answerCommands(entry.one, { ...options, ignored, outcomes }, stop);
          entry.times -= 1;
          if (entry.times > 0) unread.set(number, entry);
        } catch (thrown) {
          if (stop.aborted) throw thrown;
          if (isForgeAway(thrown)) {
            // It is read again, after all others.
            unread.set(number, entry);
            throw thrown;
          }
          log.warn('could not answer the commands on a pull request', {
            pullRequest: number,
            error: messageOf(thrown),
          });
        }
      }
    },
  };
}
