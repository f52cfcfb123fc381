/** Entries by key, at most so many bytes of them: the one used longest ago goes first. */
export interface BoundedEntries<Entry> {
  /** Counts as a use. */
  get(key: string): Entry | undefined;
  /** An entry larger than the bound is not kept, nor is the one it replaces. */
  set(key: string, entry: Entry): void;
  readonly bytes: number;
}

export function boundedEntries<Entry>(
  limit: number,
  sizeOf: (key: string, entry: Entry) => number,
): BoundedEntries<Entry> {
  // A Map keeps the order of insertion: the first is the one used longest ago.
  const entries = new Map<string, Entry>();
  let bytes = 0;

  function remove(key: string): void {
    const entry = entries.get(key);
    if (entry === undefined) return;
    entries.delete(key);
    bytes -= sizeOf(key, entry);
  }

  return {
    get bytes() {
      return bytes;
    },
    get(key) {
      const entry = entries.get(key);
      if (entry === undefined) return undefined;
      entries.delete(key);
      entries.set(key, entry);
      return entry;
    },
    set(key, entry) {
      remove(key);
      entries.set(key, entry);
      bytes += sizeOf(key, entry);
      for (const oldest of entries.keys()) {
        if (bytes <= limit) return;
        remove(oldest);
      }
    },
  };
}
