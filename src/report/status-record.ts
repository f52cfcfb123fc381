import { formatProblem } from '../model/errors.ts';
import { statusLabel, statusName } from '../model/identity.ts';
import { isJsonObject } from '../model/json.ts';
import type { Manifest } from '../model/manifest.ts';
import { formatObjectId } from '../model/object-id.ts';
import type { DriftRecord } from './drift-record.ts';
import {
  countChanges,
  type KeptData,
  localRepository,
  type TargetPhase,
  type TargetReport,
  type WaitingChanges,
} from './target-report.ts';

/** The field manager that writes what Tidewatch reports, apart from what it deploys. */
export const statusManager = 'tidewatch-status';

const dataKey = 'status.json';

/** Where a target stands, as kept on the cluster for `tidewatch status`. */
export interface StatusRecord {
  readonly target: string;
  /** What holds the target; with it, an agent knows which targets left Git. */
  readonly repository: string;
  readonly path: string;
  /** Whether its objects are deleted once the target itself leaves Git. */
  readonly prune: boolean;
  /** The revision of the last attempt. */
  readonly revision: string;
  /** The last revision that was applied and healthy. */
  readonly readyRevision: string | undefined;
  readonly phase: TargetPhase;
  readonly message: string;
  /** Since when the phase is what it is, RFC 3339. */
  readonly since: string;
  /** What the last attempt that changed something did: `3 created, 1 configured`. */
  readonly lastChange: string | undefined;
  readonly problems: readonly string[];
  readonly warnings: readonly string[];
  /** Deletions that wait for approval. */
  readonly held:
    | { readonly what?: 'changes'; readonly digest: string; readonly objects: readonly string[] }
    | undefined;
  /** Data of shards and replicas that are no more. Absent where there is none. */
  readonly kept?: { readonly digest: string; readonly claims: readonly string[] };
  readonly unhealthy: readonly string[];
  /** Drift, as the agent saw it last. Absent where there is none. */
  readonly drift?: readonly DriftRecord[];
  /** Changes that wait for a window or a database, and for what. */
  readonly waiting?: { readonly reasons: readonly string[]; readonly changes: readonly string[] };
  /** Commands with which a person goes on. Records of earlier versions have none. */
  readonly next?: readonly string[];
}

/** What to keep of a report, given what was kept before. */
export function statusRecordOf(
  report: TargetReport,
  previous: StatusRecord | undefined,
): StatusRecord {
  const effective = report.changes.filter(({ action }) => action !== 'unchanged');
  return {
    target: report.target,
    ...homeOf(report, previous),
    revision: report.revision,
    readyRevision: report.phase === 'Ready' ? report.revision : previous?.readyRevision,
    phase: report.phase,
    message: report.message,
    since:
      previous?.phase === report.phase ? previous.since : new Date(report.finishedAt).toISOString(),
    lastChange: effective.length > 0 ? countChanges(effective) : previous?.lastChange,
    problems: bounded(report.problems.map(formatProblem)),
    warnings: bounded(report.warnings.map(formatProblem)),
    held: report.held && {
      ...(report.held.what === undefined ? {} : { what: report.held.what }),
      digest: report.held.digest,
      objects: bounded(report.held.objects.map(formatObjectId)),
    },
    ...(report.kept === undefined ? {} : { kept: keptOf(report.kept) }),
    unhealthy: bounded(
      report.unhealthy.map(({ id, reason }) => `${formatObjectId(id)}: ${reason}`),
    ),
    ...(previous?.drift === undefined ? {} : { drift: previous.drift }),
    ...(report.waiting === undefined ? {} : { waiting: waitingOf(report.waiting) }),
    ...(report.next.length === 0 ? {} : { next: bounded(report.next) }),
  };
}

function keptOf({ digest, claims }: KeptData): NonNullable<StatusRecord['kept']> {
  return { digest, claims: bounded(claims.map(formatObjectId)) };
}

/** More drifted objects are left to the log and the metrics. */
const mostDrifts = 50;

/** The same record with the drift of now. */
export function withDrift(
  { drift: _before, ...record }: StatusRecord,
  drift: readonly DriftRecord[],
): StatusRecord {
  return drift.length === 0 ? record : { ...record, drift: drift.slice(0, mostDrifts) };
}

function waitingOf({ reasons, changes }: WaitingChanges): NonNullable<StatusRecord['waiting']> {
  const lines = changes.map(({ what, id, reason }) => `${what} ${formatObjectId(id)}: ${reason}`);
  return { reasons, changes: bounded(lines) };
}

/**
 * What an agent needs to know that a target left Git. Whoever applies a folder
 * by hand does not move the target out of its repository.
 */
function homeOf(
  report: TargetReport,
  previous: StatusRecord | undefined,
): Pick<StatusRecord, 'repository' | 'path' | 'prune'> {
  const home = report.repository === localRepository ? (previous ?? report) : report;
  return { repository: home.repository, path: home.path, prune: home.prune };
}

/** A ConfigMap holds 1 MiB, and nobody reads thousands of lines: the log has them all. */
const mostLines = 100;
const longestLine = 1_000;

function bounded(lines: readonly string[]): string[] {
  const kept = lines
    .slice(0, mostLines)
    .map((line) => (line.length <= longestLine ? line : `${line.slice(0, longestLine - 1)}…`));
  const more = lines.length - kept.length;
  return more === 0 ? kept : [...kept, `and ${more} more`];
}

/** The record as the ConfigMap that keeps it. */
export function encodeStatus(record: StatusRecord, namespace: string): Manifest {
  return {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name: statusName(record.target),
      namespace,
      labels: { 'app.kubernetes.io/managed-by': 'tidewatch', [statusLabel]: record.target },
    },
    data: { [dataKey]: JSON.stringify(record, null, 1) },
  };
}

/** The record that a ConfigMap keeps; `undefined` where it keeps none that can be read. */
export function decodeStatus(configMap: Manifest): StatusRecord | undefined {
  const data = configMap.data;
  const text = isJsonObject(data) ? data[dataKey] : undefined;
  if (typeof text !== 'string') return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isRecord(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isRecord(value: unknown): value is StatusRecord {
  return (
    isJsonObject(value) &&
    ['target', 'repository', 'path', 'revision', 'phase', 'message', 'since'].every(
      (key) => typeof value[key] === 'string',
    ) &&
    ['problems', 'warnings', 'unhealthy'].every((key) => Array.isArray(value[key]))
  );
}
