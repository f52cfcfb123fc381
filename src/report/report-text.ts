import type { Change } from '../model/change.ts';
import { formatProblem } from '../model/errors.ts';
import { formatObjectId } from '../model/object-id.ts';
import { countChanges, type TargetReport } from './target-report.ts';

/** One line per changed object, as `kubectl apply` prints it, with the reason. */
export function changeLine({ id, action, reason }: Change): string {
  return `${formatObjectId(id)} ${action} (${reason})`;
}

/** How an attempt ended, for people. Changes are counted: they were shown while they happened. */
export function reportText(report: TargetReport): string {
  const seconds = ((report.finishedAt - report.startedAt) / 1000).toFixed(1);
  const lines = [
    `${report.target}: ${report.phase}: ${report.message}`,
    ...report.problems.map((problem) => `  ${indented(formatProblem(problem))}`),
    ...report.warnings.map((warning) => `  warning: ${indented(formatProblem(warning))}`),
    ...report.unhealthy.map(({ id, reason }) => `  not healthy: ${formatObjectId(id)}: ${reason}`),
    ...heldLines(report),
    ...keptLines(report),
    ...report.next.map((command) => `  go on with: ${command}`),
    `  ${countChanges(report.changes)} in ${seconds} s at ${report.revision}`,
  ];
  return `${lines.join('\n')}\n`;
}

function heldLines({ target, held }: TargetReport): string[] {
  if (held === undefined) return [];
  return [
    ...held.reasons.map((reason) => `  approval needed: ${reason}`),
    ...held.objects.map(
      (id) => `  would ${held.what === 'changes' ? 'change' : 'delete'} ${formatObjectId(id)}`,
    ),
    `  approve with: tidewatch approve ${target} ${held.digest}`,
  ];
}

function keptLines({ target, kept }: TargetReport): string[] {
  if (kept === undefined) return [];
  return [
    ...kept.claims.map(
      (id) => `  keeps ${formatObjectId(id)}, of a shard or replica that is no more`,
    ),
    `  delete it, once nobody needs it, with: tidewatch approve ${target} ${kept.digest}`,
  ];
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}
