import type { Layout } from '../layout/layout.ts';
import type { Clock } from '../model/ports/clock.ts';
import {
  formatRevision,
  type Revision,
  type Snapshot,
  type Source,
} from '../model/ports/source.ts';
import { type Backoff, retryDelay } from './backoff.ts';
import type { PreparedCommit } from './prepare-commit.ts';
import type { Supervisor } from './supervisor.ts';

/** A look at a large repository over a slow line may take this long; milliseconds. */
const patience = 600_000;

/** One path of one repository, and how to look at it. */
export interface WatchedRepository {
  readonly source: Source;
  /** The next time to ask for the newest commit, after `now`; milliseconds since the epoch. */
  readonly nextPoll: (now: number) => number;
  /** What a commit asks for. Throws `InvalidInputError` or `ClusterError`. */
  readonly prepare: (snapshot: Snapshot) => Promise<PreparedCommit>;
  /** Called after every look. */
  readonly onLook: (look: Look) => Promise<void>;
}

/** What came of asking the repository. */
export type Look =
  | { readonly outcome: 'unchanged'; readonly revision: string }
  | { readonly outcome: 'changed'; readonly revision: string; readonly layout: Layout }
  /** What was known before stays in force. `revision` is the new one, where it is known. */
  | { readonly outcome: 'failed'; readonly revision: string | undefined; readonly error: unknown };

export interface WatchContext {
  readonly clock: Clock;
  readonly random: () => number;
  readonly backoff: Backoff;
  readonly stop: AbortSignal;
}

export interface RepositoryWatch {
  /** Asks once, and offers what is new to the supervisor. */
  look(): Promise<Look>;
  /** Looks and ticks until `stop` aborts. */
  run(): Promise<void>;
  /** Whether the loop should have turned long ago. */
  isStuck(): boolean;
  /** Ends the current wait: something changed that may make a target due. */
  wake(): void;
}

export function watchRepository(
  repository: WatchedRepository,
  supervisor: Supervisor,
  context: WatchContext,
): RepositoryWatch {
  const { clock, random, backoff, stop } = context;
  let current: Revision | undefined;
  let failures = 0;
  let wakeAt = Number.POSITIVE_INFINITY;
  let waker = new AbortController();

  async function look(): Promise<Look> {
    let revision: Revision | undefined;
    let outcome: Look;
    try {
      revision = await repository.source.resolve(stop);
      outcome = await follow(revision);
      failures = 0;
    } catch (error) {
      failures += 1;
      outcome = { outcome: 'failed', revision: revision && formatRevision(revision), error };
    }
    if (!stop.aborted) await repository.onLook(outcome);
    return outcome;
  }

  async function follow(revision: Revision): Promise<Look> {
    const text = formatRevision(revision);
    if (current?.commit === revision.commit) return { outcome: 'unchanged', revision: text };
    const snapshot = await repository.source.snapshot(revision, stop);
    const { targets, attempt, layout } = await repository.prepare(snapshot);
    supervisor.offer(revision.commit, targets, attempt);
    current = revision;
    return { outcome: 'changed', revision: text, layout };
  }

  async function sleepUntil(time: number): Promise<void> {
    wakeAt = time;
    waker = new AbortController();
    const signal = AbortSignal.any([stop, waker.signal]);
    try {
      await clock.sleep(Math.max(0, time - clock.now()), signal);
    } catch (thrown) {
      if (!signal.aborted) throw thrown;
    }
  }

  function nextLook(): number {
    const now = clock.now();
    if (failures === 0) return repository.nextPoll(now);
    return now + retryDelay(failures, backoff, random);
  }

  return {
    look,
    isStuck: () => clock.now() > wakeAt + patience,
    wake: () => waker.abort(),
    async run() {
      let lookAt = clock.now();
      let lookedAt = lookAt;
      while (!stop.aborted) {
        // A clock that was set back must not put the next look off.
        if (clock.now() >= lookAt || clock.now() < lookedAt) {
          await look();
          lookedAt = clock.now();
          lookAt = nextLook();
        }
        supervisor.tick();
        await sleepUntil(Math.min(lookAt, supervisor.nextDue() ?? lookAt));
      }
      await supervisor.idle();
    },
  };
}
