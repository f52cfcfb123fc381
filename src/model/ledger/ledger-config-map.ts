import { ledgerLabel, ledgerName } from '../identity.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type Manifest, valueAt } from '../manifest.ts';
import type { StepOutcome, StepRecord } from '../ports/ledger.ts';
import { LedgerFullError, LedgerUnreadableError } from '../ports/ledger-errors.ts';
import type { FoldedOutcome, StepLedger } from './step-ledger.ts';

/** The API server takes 1 MiB at most, metadata included. */
const dataLimit = 900 * 1024;
const longestMessage = 2_000;
const longestFacts = 32_000;
/** Characters of a fingerprint: 12 bytes in base64. */
const fingerprintLength = 16;

/** The ConfigMap of a ledger, without what it records: whoever makes it takes nothing away. */
export function emptyLedgerConfigMap(target: string, namespace: string): Manifest {
  const labels = { [ledgerLabel]: target, 'app.kubernetes.io/managed-by': 'tidewatch' };
  const metadata = { name: ledgerName(target), namespace, labels };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

/**
 * The data of a ledger's ConfigMap: `steps`, a JSON document a line, and the
 * fingerprints of older ones. Throws `LedgerFullError` beyond some ten thousands
 * of steps: forgetting one might run it again.
 */
export function encodeLedger({ target, records, folded }: StepLedger): JsonObject {
  const data = {
    steps: records.map((record) => JSON.stringify(bounded(record))).join('\n'),
    foldedSucceeded: [...folded.Succeeded].join(''),
    foldedFailed: [...folded.Failed].join(''),
  };
  const size = Object.values(data).reduce((sum, text) => sum + Buffer.byteLength(text), 0);
  if (size > dataLimit) {
    throw new LedgerFullError(
      `ConfigMap/${ledgerName(target)}: ${records.length + folded.Succeeded.size + folded.Failed.size} steps fill the ledger of ${target}; give the target a new name, or delete the ConfigMap if none of its steps may come again`,
      { data: { target, size } },
    );
  }
  return data;
}

/** A ledger as it was stored. Throws `LedgerUnreadableError`. */
export function decodeLedger(target: string, configMap: Manifest): StepLedger {
  const text = (key: string) => {
    const value = valueAt(configMap, ['data', key]);
    return typeof value === 'string' ? value : '';
  };
  const lines = text('steps')
    .split('\n')
    .filter((line) => line !== '');
  return {
    target,
    records: lines.map((line) => decodeRecord(line, target, configMap)),
    folded: {
      Succeeded: fingerprints(text('foldedSucceeded'), configMap),
      Failed: fingerprints(text('foldedFailed'), configMap),
    } satisfies Record<FoldedOutcome, ReadonlySet<string>>,
  };
}

const outcomes: readonly StepOutcome[] = ['Started', 'Succeeded', 'Failed', 'Undone', 'Unknown'];
const texts = ['step', 'digest', 'revision', 'outcome', 'startedAt', 'by', 'message'] as const;

function decodeRecord(line: string, target: string, configMap: Manifest): StepRecord {
  const value = parsed(line);
  if (value === undefined || !isRecord(value)) {
    throw unreadable(configMap, `the line "${line.slice(0, 80)}" has another form`);
  }
  return { ...value, target };
}

function parsed(line: string): JsonValue | undefined {
  try {
    return JSON.parse(line) as JsonValue;
  } catch {
    return undefined;
  }
}

function isRecord(value: JsonValue): value is JsonObject & StepRecord {
  return (
    isJsonObject(value) &&
    texts.every((key) => typeof value[key] === 'string') &&
    outcomes.some((outcome) => outcome === value.outcome) &&
    typeof value.attempts === 'number' &&
    (value.finishedAt === undefined || typeof value.finishedAt === 'string') &&
    isJsonObject(value.facts) &&
    Object.values(value.facts).every((fact) => typeof fact === 'string')
  );
}

function fingerprints(text: string, configMap: Manifest): ReadonlySet<string> {
  if (text.length % fingerprintLength !== 0) {
    throw unreadable(configMap, 'its fingerprints are cut off');
  }
  return new Set(text.match(/.{16}/gs) ?? []);
}

function unreadable({ metadata }: Manifest, why: string): LedgerUnreadableError {
  return new LedgerUnreadableError(
    `ConfigMap/${metadata.namespace ?? ''}/${metadata.name}: not a readable ledger: ${why}; restore it: without it a hook or migration step could run twice`,
  );
}

/** The record without its target, which the ConfigMap's name says, and of a bounded size. */
function bounded({ target: _target, facts, message, ...record }: StepRecord): JsonObject {
  const size = JSON.stringify(facts).length;
  if (size > longestFacts) {
    throw new LedgerFullError(
      `${record.step}: the facts of a step may be ${longestFacts} characters long, these are ${size}`,
    );
  }
  const text = message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
  return { ...record, facts, message: text };
}
