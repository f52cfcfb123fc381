/**
 * Runs `work` on every item, at most `limit` at a time, and gives the results in
 * the order of the items. No further item is started once one has thrown or
 * the signal has aborted; what runs is waited for first, then the error or the
 * signal's reason is thrown.
 */
export async function concurrently<Item, Result>(
  items: readonly Item[],
  limit: number,
  work: (item: Item) => Promise<Result>,
  signal?: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = [];
  const failures: unknown[] = [];
  let next = 0;
  async function worker(): Promise<void> {
    for (;;) {
      const index = next;
      const item = items[index];
      if (item === undefined || failures.length > 0 || signal?.aborted) return;
      next += 1;
      try {
        results[index] = await work(item);
      } catch (error) {
        failures.push(error);
      }
    }
  }
  await Promise.all(Array.from({ length: Math.min(limit, items.length) }, worker));
  if (failures.length > 0) throw failures[0];
  signal?.throwIfAborted();
  return results;
}
