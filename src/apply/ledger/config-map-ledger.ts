import { fieldManager, ledgerName } from '../../model/identity.ts';
import {
  decodeLedger,
  emptyLedgerConfigMap,
  encodeLedger,
} from '../../model/ledger/ledger-config-map.ts';
import {
  emptyLedger,
  findStep,
  isAsSeen,
  type StepLedger,
  withRecord,
} from '../../model/ledger/step-ledger.ts';
import type { Manifest } from '../../model/manifest.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster, ObjectReference } from '../../model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../../model/ports/cluster-errors.ts';
import type { Ledger, StepKey, StepRecord } from '../../model/ports/ledger.ts';
import { LedgerConflictError } from '../../model/ports/ledger-errors.ts';
import { ended, started } from './records.ts';

export interface ConfigMapLedgerOptions {
  readonly cluster: Cluster;
  readonly clock: Clock;
  /** The agent's own namespace. */
  readonly namespace: string;
  /** Names this process among all that may write: `pod-name/pid`. */
  readonly by: string;
}

/** How often a write is tried while other steps of the target are being recorded. */
const writeTries = 20;

/** A ledger of one ConfigMap a target, every write of which names the version it goes on from. */
export function createConfigMapLedger(options: ConfigMapLedgerOptions): Ledger {
  const { cluster, clock, namespace, by } = options;
  const referenceTo = (target: string): ObjectReference => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    name: ledgerName(target),
  });

  /** Puts a record in place of what was seen. Other steps' records may come and go meanwhile. */
  async function replace(key: StepKey, seen: StepRecord | undefined, record: StepRecord) {
    for (let tries = 1; ; tries++) {
      const configMap = await getOrCreate(key.target);
      const ledger = decodeLedger(key.target, configMap);
      const found = findStep(ledger, key);
      if (!isAsSeen(found, seen)) throw new LedgerConflictError(key, found);
      try {
        await write(configMap, withRecord(ledger, record));
        return record;
      } catch (error) {
        const moved = error instanceof ConflictError || error instanceof NotFoundError;
        if (!moved || tries === writeTries) throw error;
      }
    }
  }

  async function getOrCreate(target: string): Promise<Manifest> {
    const found = await cluster.get(referenceTo(target));
    if (found !== undefined) return found;
    // Applied twice at once it is the same empty object: what it records is not part of it.
    return cluster.apply(emptyLedgerConfigMap(target, namespace), { fieldManager, force: true });
  }

  function write({ metadata }: Manifest, ledger: StepLedger): Promise<Manifest> {
    const { uid, resourceVersion } = metadata;
    const document = { metadata: { uid, resourceVersion }, data: encodeLedger(ledger) };
    return cluster.patch(referenceTo(ledger.target), { type: 'merge', document }, { fieldManager });
  }

  return {
    async read(target, signal) {
      const configMap = await cluster.get(referenceTo(target), signal);
      return configMap === undefined ? emptyLedger(target) : decodeLedger(target, configMap);
    },
    async begin(attempt, seen) {
      if (seen?.outcome === 'Succeeded') throw new LedgerConflictError(attempt, seen);
      return replace(attempt, seen, started(attempt, seen, by, clock.now()));
    },
    async note(record, facts) {
      return replace(record, record, { ...record, facts: { ...record.facts, ...facts } });
    },
    async settle(record, end) {
      return replace(record, record, ended(record, end, clock.now()));
    },
    async forget(target) {
      await cluster.delete(referenceTo(target), {});
    },
  };
}
