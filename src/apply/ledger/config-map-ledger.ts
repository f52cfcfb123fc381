import { fieldManager, ledgerName } from '../../model/identity.ts';
import {
  decodeLedger,
  emptyLedgerConfigMap,
  encodeLedger,
  requireBounded,
} from '../../model/ledger/ledger-config-map.ts';
import {
  emptyLedger,
  findStep,
  isAsSeen,
  type StepLedger,
  withRecord,
} from '../../model/ledger/step-ledger.ts';
import type { ObjectMeta } from '../../model/manifest.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster, ObjectReference } from '../../model/ports/cluster.ts';
import { ConflictError, NotFoundError } from '../../model/ports/cluster-errors.ts';
import type { Ledger, StepKey, StepRecord } from '../../model/ports/ledger.ts';
import { LedgerConflictError } from '../../model/ports/ledger-errors.ts';
import { createBatches } from './batches.ts';
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
/** Of so many targets what was written last is remembered. */
const remembered = 16;

/** A ledger, and the version of the object that it was stored as. */
interface Seen {
  readonly metadata: Pick<ObjectMeta, 'uid' | 'resourceVersion'>;
  readonly ledger: StepLedger;
}

/** A record that is to take the place of what somebody has seen. */
interface Write {
  readonly key: StepKey;
  readonly seen: StepRecord | undefined;
  readonly record: StepRecord;
  readonly done: PromiseWithResolvers<StepRecord>;
}

/**
 * A ledger of one ConfigMap a target, every write of which names the version it
 * goes on from. Steps of a target that run at once are written together.
 */
export function createConfigMapLedger(options: ConfigMapLedgerOptions): Ledger {
  const { cluster, clock, namespace, by } = options;
  const referenceTo = (target: string): ObjectReference => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    namespace,
    name: ledgerName(target),
  });

  /** What was written last, where nobody else may have written since: asked for by the next write. */
  const recent = new Map<string, Seen>();

  function remember(target: string, seen: Seen): void {
    recent.set(target, seen);
    const [oldest] = recent.keys();
    if (recent.size > remembered && oldest !== undefined) recent.delete(oldest);
  }

  /** Puts records in place of what was seen, all in one write. Others' records may come and go meanwhile. */
  async function replaceAll(target: string, writes: readonly Write[]): Promise<void> {
    for (let tries = 1; ; tries++) {
      const known = recent.get(target);
      recent.delete(target);
      const seen = known ?? (await readOrCreate(target));
      const { ledger, late } = takeIn(seen.ledger, writes);
      // What is remembered may be old: nobody is refused because of it.
      if (late.size > 0 && known !== undefined) continue;
      try {
        if (late.size < writes.length) remember(target, await write(seen, ledger));
        return tellAll(writes, late);
      } catch (error) {
        const moved = error instanceof ConflictError || error instanceof NotFoundError;
        if (!moved || tries >= writeTries) throw error;
      }
    }
  }

  const queue = createBatches<Write>(async (target, writes) => {
    try {
      await replaceAll(target, writes);
    } catch (error) {
      for (const { done } of writes) done.reject(error);
    }
  });

  async function replace(key: StepKey, seen: StepRecord | undefined, record: StepRecord) {
    requireBounded(record);
    const done = Promise.withResolvers<StepRecord>();
    queue.add(key.target, { key, seen, record, done });
    return done.promise;
  }

  async function readOrCreate(target: string): Promise<Seen> {
    const found = await cluster.get(referenceTo(target));
    // Applied twice at once it is the same empty object: what it records is not part of it.
    const configMap =
      found ??
      (await cluster.apply(emptyLedgerConfigMap(target, namespace), { fieldManager, force: true }));
    return { metadata: configMap.metadata, ledger: decodeLedger(target, configMap) };
  }

  async function write(seen: Seen, ledger: StepLedger): Promise<Seen> {
    const { uid, resourceVersion } = seen.metadata;
    const document = { metadata: { uid, resourceVersion }, ...encodeLedger(ledger, seen.ledger) };
    const reference = referenceTo(ledger.target);
    const patch = { type: 'merge', document } as const;
    const { metadata } = await cluster.patch(reference, patch, { fieldManager });
    return { metadata, ledger };
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
      recent.delete(target);
      await cluster.delete(referenceTo(target), {});
    },
  };
}

/** The ledger with all records whose place is as it was seen, and what is on record instead for the others. */
function takeIn(
  before: StepLedger,
  writes: readonly Write[],
): { readonly ledger: StepLedger; readonly late: ReadonlyMap<Write, StepRecord | undefined> } {
  const late = new Map<Write, StepRecord | undefined>();
  let ledger = before;
  for (const one of writes) {
    const found = findStep(ledger, one.key);
    if (isAsSeen(found, one.seen)) ledger = withRecord(ledger, one.record);
    else late.set(one, found);
  }
  return { ledger, late };
}

function tellAll(writes: readonly Write[], late: ReadonlyMap<Write, StepRecord | undefined>): void {
  for (const one of writes) {
    if (late.has(one)) one.done.reject(new LedgerConflictError(one.key, late.get(one)));
    else one.done.resolve(one.record);
  }
}
