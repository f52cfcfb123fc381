import { ledgerLabel, ledgerName } from '../identity.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '../json.ts';
import { type Manifest, valueAt } from '../manifest.ts';
import type { StepOutcome, StepRecord } from '../ports/ledger.ts';
import { LedgerFullError, LedgerUnreadableError } from '../ports/ledger-errors.ts';
import { fingerprintBytes } from './fingerprints.ts';
import { type FoldedSteps, latestBytes } from './folded-steps.ts';
import type { StepLedger } from './step-ledger.ts';

/** The API server takes 1 MiB at most, metadata included. */
const dataLimit = 900 * 1024;
const longestMessage = 2_000;
const longestFacts = 32_000;

/** The ConfigMap of a ledger, without what it records: whoever makes it takes nothing away. */
export function emptyLedgerConfigMap(target: string, namespace: string): Manifest {
  const labels = { [ledgerLabel]: target, 'app.kubernetes.io/managed-by': 'tidewatch' };
  const metadata = { name: ledgerName(target), namespace, labels };
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata };
}

/** What of a ConfigMap holds a ledger. */
export interface LedgerContent extends JsonObject {
  readonly data: JsonObject;
  /** Absent where it is as it was before. */
  readonly binaryData?: JsonObject;
}

/**
 * What to put into a ledger's ConfigMap in place of what it held before: `steps`,
 * a JSON document a line, and the bytes that are left of older ones. Throws
 * `LedgerFullError` beyond some ten thousands of steps: forgetting one might run
 * it again.
 */
export function encodeLedger(
  { target, records, folded }: StepLedger,
  before: StepLedger,
): LedgerContent {
  const steps = records.map(lineOf).join('\n');
  const { Succeeded, Failed, latest } = folded;
  const size = Buffer.byteLength(steps) + Succeeded.length + Failed.length + latest.length;
  if (size > dataLimit) {
    const count = records.length + (Succeeded.length + Failed.length) / fingerprintBytes;
    throw new LedgerFullError(
      `ConfigMap/${ledgerName(target)}: ${count} steps fill the ledger of ${target}; give the target a new name, or delete the ConfigMap if none of its steps may come again`,
      { data: { target, size } },
    );
  }
  if (folded === before.folded) return { data: { steps } };
  return {
    data: { steps },
    binaryData: {
      succeeded: Succeeded.toString('base64'),
      failed: Failed.toString('base64'),
      latest: latest.toString('base64'),
    },
  };
}

/** A ledger as it was stored. Throws `LedgerUnreadableError`. */
export function decodeLedger(target: string, configMap: Manifest): StepLedger {
  const steps = textAt(configMap, 'data', 'steps');
  const lines = steps.split('\n').filter((line) => line !== '');
  return {
    target,
    records: lines.map((line) => decodeRecord(line, target, configMap)),
    folded: {
      Succeeded: bytesAt(configMap, 'succeeded', fingerprintBytes),
      Failed: bytesAt(configMap, 'failed', fingerprintBytes),
      latest: bytesAt(configMap, 'latest', latestBytes),
    } satisfies FoldedSteps,
  };
}

function textAt(configMap: Manifest, field: 'data' | 'binaryData', key: string): string {
  const value = valueAt(configMap, [field, key]);
  return typeof value === 'string' ? value : '';
}

function bytesAt(configMap: Manifest, key: string, width: number): Buffer {
  const bytes = Buffer.from(textAt(configMap, 'binaryData', key), 'base64');
  if (bytes.length % width !== 0) throw unreadable(configMap, `${key} is cut off`);
  return bytes;
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

function unreadable({ metadata }: Manifest, why: string): LedgerUnreadableError {
  return new LedgerUnreadableError(
    `ConfigMap/${metadata.namespace ?? ''}/${metadata.name}: not a readable ledger: ${why}; restore it: without it a hook or migration step could run twice`,
  );
}

/** Throws `LedgerFullError` where a record alone is too large: it must not keep others from being written. */
export function requireBounded({ step, facts }: StepRecord): void {
  const size = JSON.stringify(facts).length;
  if (size <= longestFacts) return;
  throw new LedgerFullError(
    `${step}: the facts of a step may be ${longestFacts} characters long, these are ${size}`,
  );
}

/** The lines of records that have been written before: a ledger of hundreds changes one at a time. */
const lines = new WeakMap<StepRecord, string>();

function lineOf(record: StepRecord): string {
  const known = lines.get(record);
  if (known !== undefined) return known;
  const line = JSON.stringify(bounded(record));
  lines.set(record, line);
  return line;
}

/** The record without its target, which the ConfigMap's name says, and with a bounded message. */
function bounded({ target: _target, message, ...record }: StepRecord): JsonObject {
  const text = message.length <= longestMessage ? message : `${message.slice(0, longestMessage)}…`;
  return { ...record, message: text };
}
