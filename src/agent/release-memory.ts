import { Session } from 'node:inspector';

/**
 * Gives memory that is free back to the system. V8 grows its heap under load and
 * leaves it so: it takes a process that does nothing for one that is still busy,
 * because it measures only when it collects.
 */
export function releaseMemory(): void {
  const session = new Session();
  session.connect();
  // Disconnecting while the answer is being given would wait for itself for ever.
  session.post('HeapProfiler.collectGarbage', () => setImmediate(() => session.disconnect()));
}
