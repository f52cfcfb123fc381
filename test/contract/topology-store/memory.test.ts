import { beforeEach, describe } from 'vitest';
import { manualClock } from '../../support/manual-clock.ts';
import { memoryTopologyStore } from '../../support/memory-topology-store.ts';
import { type TopologySubject, topologyStoreSuite } from './suite.ts';

describe('the topology store in memory', () => {
  let subject: TopologySubject;
  beforeEach(() => {
    const clock = manualClock();
    const store = memoryTopologyStore(clock);
    subject = {
      store,
      set: async (key, value) => store.set(key, value),
      pass: async (seconds) => clock.advance(seconds * 1_000),
    };
  });
  topologyStoreSuite(() => subject);
});
