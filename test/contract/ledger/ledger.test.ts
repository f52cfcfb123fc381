import { createConfigMapLedger } from '../../../src/apply/ledger/config-map-ledger.ts';
import { openEmbedded } from '../../embedded/open-embedded.ts';
import { manualClock } from '../../support/manual-clock.ts';
import { type LedgerMemory, memoryLedger } from '../../support/memory-ledger.ts';
import { ledgerContract } from './suite.ts';

ledgerContract('memory', async () => {
  const clock = manualClock(0);
  const memory: LedgerMemory = new Map();
  return {
    ours: memoryLedger(clock, 'ours', memory),
    theirs: memoryLedger(clock, 'theirs', memory),
    close: async () => {},
  };
});

ledgerContract('ConfigMaps of the embedded API', async () => {
  const open = await openEmbedded();
  const { cluster, clock } = open;
  const ledgerOf = (by: string) =>
    createConfigMapLedger({ cluster, clock, namespace: 'default', by });
  return {
    ours: ledgerOf('ours'),
    theirs: ledgerOf('theirs'),
    close: async () => open[Symbol.asyncDispose](),
  };
});
