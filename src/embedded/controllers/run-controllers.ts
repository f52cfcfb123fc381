import type { Registry } from '../registry/registry.ts';
import { ApiError } from '../status/api-error.ts';
import type { Controller, Item } from './controller.ts';

export interface RunningControllers {
  /** Resolves when nothing is left to do until the clock moves. */
  settled(): Promise<void>;
  stop(): void;
}

interface Work {
  readonly controller: Controller;
  readonly item: Item;
}

/** How often one thing is tried again after a refusal, before it waits for the next change. */
const MAXIMUM_TRIES = 5;

/**
 * Runs controllers: every change puts what it concerns into one queue, which
 * is worked off between requests, one step at a time.
 */
export function runControllers(
  registry: Registry,
  controllers: readonly Controller[],
): RunningControllers {
  const queue = new Map<string, Work>();
  const tries = new Map<string, number>();
  const stopping = new AbortController();
  let waiting: (() => void)[] = [];
  let isScheduled = false;

  const add = (controller: Controller, item: Item): void => {
    if (stopping.signal.aborted) return;
    const id = `${controllers.indexOf(controller)} ${item.storage} ${item.key}`;
    queue.set(id, { controller, item });
    if (!isScheduled) {
      isScheduled = true;
      setImmediate(workOne);
    }
  };

  const workOne = (): void => {
    isScheduled = false;
    const [next] = queue;
    if (next === undefined || stopping.signal.aborted) {
      settle();
      return;
    }
    const [id, work] = next;
    queue.delete(id);
    reconcile(id, work);
    if (queue.size > 0) {
      isScheduled = true;
      setImmediate(workOne);
    } else settle();
  };

  const reconcile = (id: string, { controller, item }: Work): void => {
    try {
      const again = controller.reconcile(item);
      tries.delete(id);
      if (again !== undefined) void later(controller, item, again);
    } catch (thrown) {
      if (!(thrown instanceof ApiError)) throw thrown;
      // A refused step may fit once others have done theirs.
      const count = (tries.get(id) ?? 0) + 1;
      tries.set(id, count);
      if (count < MAXIMUM_TRIES) add(controller, item);
    }
  };

  const later = async (controller: Controller, item: Item, milliseconds: number): Promise<void> => {
    try {
      await registry.clock.sleep(milliseconds, stopping.signal);
      add(controller, item);
    } catch (thrown) {
      if (!stopping.signal.aborted) throw thrown;
    }
  };

  const settle = (): void => {
    const resolve = waiting;
    waiting = [];
    for (const one of resolve) one();
  };

  registry.store.subscribeAll((resource, change) => {
    for (const controller of controllers) {
      for (const item of controller.itemsFor(resource, change)) add(controller, item);
    }
  });
  return {
    settled: () =>
      new Promise((resolve) => {
        waiting.push(resolve);
        // Timers that are due now get their turn before the queue is looked at.
        setImmediate(() => {
          if (!isScheduled) settle();
        });
      }),
    stop: () => {
      stopping.abort(new Error('the cluster is closed'));
      queue.clear();
      settle();
    },
  };
}
