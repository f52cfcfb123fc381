/** Remembers, for live objects, that a dry-run of a desired object changed nothing. Bounded. */
export interface DryRunMemory {
  /** Whether applying the desired object with this digest to this live state changes nothing. */
  has(uid: string, resourceVersion: string, desiredDigest: string): boolean;
  remember(uid: string, resourceVersion: string, desiredDigest: string): void;
}

/** Forgets the oldest beyond `limit` live objects. */
export function createDryRunMemory(limit = 20_000): DryRunMemory {
  const known = new Map<string, string>();
  return {
    has: (uid, resourceVersion, digest) => known.get(uid) === `${resourceVersion} ${digest}`,
    remember(uid, resourceVersion, digest) {
      known.delete(uid);
      known.set(uid, `${resourceVersion} ${digest}`);
      for (const oldest of known.keys()) {
        if (known.size <= limit) break;
        known.delete(oldest);
      }
    },
  };
}
