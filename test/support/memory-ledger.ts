import { ended, started } from '../../src/apply/ledger/records.ts';
import {
  emptyLedger,
  findStep,
  isAsSeen,
  type StepLedger,
  withRecord,
} from '../../src/model/ledger/step-ledger.ts';
import type { Clock } from '../../src/model/ports/clock.ts';
import type { Ledger, StepKey, StepRecord } from '../../src/model/ports/ledger.ts';
import { LedgerConflictError } from '../../src/model/ports/ledger-errors.ts';

/** What several ledgers in memory have in common: the cluster they would be on. */
export type LedgerMemory = Map<string, StepLedger>;

/** A ledger in memory. Several that share a memory stand for several agents. */
export function memoryLedger(clock: Clock, by: string, memory: LedgerMemory = new Map()): Ledger {
  const ledgerOf = (target: string) => memory.get(target) ?? emptyLedger(target);
  function replace(key: StepKey, seen: StepRecord | undefined, record: StepRecord): StepRecord {
    const found = findStep(ledgerOf(key.target), key);
    if (!isAsSeen(found, seen)) throw new LedgerConflictError(key, found);
    memory.set(key.target, withRecord(ledgerOf(key.target), record));
    return record;
  }
  return {
    read: async (target) => ledgerOf(target),
    begin: async (attempt, seen) => {
      if (seen?.outcome === 'Succeeded') throw new LedgerConflictError(attempt, seen);
      return replace(attempt, seen, started(attempt, seen, by, clock.now()));
    },
    note: async (record, facts) =>
      replace(record, record, { ...record, facts: { ...record.facts, ...facts } }),
    settle: async (record, end) => replace(record, record, ended(record, end, clock.now())),
    forget: async (target) => {
      memory.delete(target);
    },
  };
}
