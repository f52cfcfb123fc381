import type { Clock } from '../model/ports/clock.ts';
import type { Cluster } from '../model/ports/cluster.ts';
import { type EventSubject, encodeEvent, type Notice } from '../report/events.ts';
import { statusManager } from '../report/status-record.ts';

/** Writes Events; the same notice again counts up the Event that is there. */
export interface EventRecorder {
  record(notice: Notice, subject: EventSubject): Promise<void>;
}

/** Remembers at most this many notices: what is forgotten starts counting anew. */
const remembered = 1_000;

export function createEventRecorder(cluster: Cluster, clock: Clock): EventRecorder {
  const seen = new Map<string, { first: number; count: number }>();
  return {
    async record(notice, subject) {
      const key = JSON.stringify([subject, notice]);
      const now = clock.now();
      const before = seen.get(key);
      const times = { first: before?.first ?? now, last: now, count: (before?.count ?? 0) + 1 };
      seen.delete(key);
      seen.set(key, times);
      for (const oldest of seen.keys()) {
        if (seen.size <= remembered) break;
        seen.delete(oldest);
      }
      const event = encodeEvent(notice, subject, times);
      await cluster.apply(event, { fieldManager: statusManager, force: true });
    },
  };
}
