import { messageOf } from '../../model/errors.ts';
import type { PullRequest } from '../../model/ports/forge.ts';
import { isForgeAway } from './away.ts';
import type { Answered } from './open-pull-requests.ts';
import {
  isLate,
  type MergedChange,
  type OutcomeContext,
  type ToldOutcome,
  tellOutcome,
} from './tell-outcome.ts';

/** The pull requests that were merged, and whose targets are on their way. */
export interface MergedChanges {
  /** One was merged. `answered`: what was said of it while it was open. */
  follow(pullRequest: PullRequest, answered: Answered): void;
  /** The target of which one said that merging makes the plan with a digest. */
  plannedBy(number: number, digest: string): string | undefined;
  /** Says what became of them, each apart. Throws `ForgeError` where the forge is away. */
  tell(): Promise<void>;
}

interface Followed {
  readonly change: MergedChange;
  readonly plans: Answered['plans'];
  /** What was said so far. */
  told: Omit<ToldOutcome, 'done'>;
}

export function createMergedChanges(options: OutcomeContext): MergedChanges {
  const { clock, log, reportOf, stop } = options;
  const followed = new Map<number, Followed>();

  async function tellOf(number: number, one: Followed): Promise<void> {
    try {
      const { done, ...told } = await tellOutcome(one.change, one.told, options, stop);
      if (told.refusal !== undefined && one.told.refusal === undefined) {
        log.warn('the status alone says what became of a merged pull request', {
          pullRequest: number,
          error: told.refusal.message,
        });
      }
      one.told = told;
      if (done) followed.delete(number);
    } catch (thrown) {
      if (stop.aborted) throw thrown;
      followed.delete(number);
      if (isForgeAway(thrown)) {
        // It is tried again behind the others, for as long as anybody waits for it.
        if (!isLate(one.change, clock)) followed.set(number, one);
        throw thrown;
      }
      log.warn('could not say what became of a merged pull request', {
        pullRequest: number,
        error: messageOf(thrown),
      });
    }
  }

  return {
    follow(pullRequest, { targets, plans }) {
      if (targets.length === 0) return;
      const { number, mergeCommit, updatedAt } = pullRequest;
      const change = {
        number,
        targets,
        commit: mergeCommit,
        mergedAt: Date.parse(updatedAt),
        seenAt: clock.now(),
        before: new Map(
          targets.map((target) => [target, reportOf(target)?.revision ?? ''] as const),
        ),
      };
      followed.set(number, { change, plans, told: { said: undefined, refusal: undefined } });
    },
    plannedBy: (number, digest) => followed.get(number)?.plans.get(digest),
    async tell() {
      for (const [number, one] of [...followed]) await tellOf(number, one);
    },
  };
}
