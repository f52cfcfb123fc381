/** Gathers what is to be written while a write is on its way. */
export interface Batches<Item> {
  /** Hands an item over to the next write of its target. */
  add(target: string, item: Item): void;
}

/**
 * Writes the items of a target together: one write at a time, of all that have
 * come by then.
 *
 * @param write tells its items how it went, and never rejects
 */
export function createBatches<Item>(
  write: (target: string, items: readonly Item[]) => Promise<void>,
): Batches<Item> {
  /** What waits, by target; there is no entry while nothing is being written. */
  const waiting = new Map<string, Item[]>();

  async function writeAll(target: string): Promise<void> {
    for (;;) {
      const items = waiting.get(target) ?? [];
      if (items.length === 0) break;
      waiting.set(target, []);
      await write(target, items);
    }
    waiting.delete(target);
  }

  return {
    add(target, item) {
      const queue = waiting.get(target);
      if (queue !== undefined) {
        queue.push(item);
        return;
      }
      waiting.set(target, [item]);
      void writeAll(target);
    },
  };
}
