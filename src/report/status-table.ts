import { driftSummary } from './drift-text.ts';
import type { StatusRecord } from './status-record.ts';

/** One line a target, then what needs attention: the text of `tidewatch status`. */
export function statusTable(records: readonly StatusRecord[]): string {
  if (records.length === 0) return 'No targets: the agent has not run against this cluster yet.\n';
  const rows = [
    ['TARGET', 'PHASE', 'REVISION', 'SINCE', 'MESSAGE'],
    ...records.map(({ target, phase, revision, since, message }) => [
      target,
      phase,
      shortRevision(revision),
      since,
      message,
    ]),
  ];
  return `${alignColumns(rows)}${records.map(attention).join('')}`;
}

/** `main@sha1:1a2b3c4d`: enough of a commit to recognise it. */
export function shortRevision(revision: string): string {
  return revision.replace(/(sha1:[0-9a-f]{8})[0-9a-f]+/, '$1');
}

/** Rows as columns, three spaces apart, as `kubectl get` prints them. */
export function alignColumns(rows: readonly (readonly string[])[]): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) {
      widths[column] = Math.max(widths[column] ?? 0, cell.length);
    }
  }
  const lines = rows.map((row) =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('   ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

function driftAttention({ drift = [] }: StatusRecord): readonly string[] {
  if (drift.length === 0) return [];
  const objects = drift.length === 1 ? '1 object' : `${drift.length} objects`;
  return [`${objects} drifted; see tidewatch drift`, ...drift.map(driftSummary)];
}

function attention(record: StatusRecord): string {
  const lines = [
    ...record.problems,
    ...driftAttention(record),
    ...record.unhealthy.map((object) => `not healthy: ${object}`),
    ...record.warnings.map((warning) => `warning: ${warning}`),
  ];
  if (record.held !== undefined) {
    lines.push(
      `${record.held.objects.length} ${record.held.what ?? 'deletions'} wait for approval: ${record.held.objects.join(', ')}`,
      `approve with: tidewatch approve ${record.target} ${record.held.digest}`,
    );
  }
  if (record.kept !== undefined) {
    lines.push(
      `keeps data of shards and replicas that are no more: ${record.kept.claims.join(', ')}`,
      `delete it, once nobody needs it, with: tidewatch approve ${record.target} ${record.kept.digest}`,
    );
  }
  for (const change of record.waiting?.changes ?? []) lines.push(`waits: ${change}`);
  lines.push(...(record.next ?? []).map((command) => `go on with: ${command}`));
  if (lines.length === 0) return '';
  return `\n${record.target}:\n${lines.map((line) => `  ${line.replaceAll('\n', '\n  ')}\n`).join('')}`;
}
