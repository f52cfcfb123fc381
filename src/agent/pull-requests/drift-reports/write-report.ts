import type { Forge } from '../../../model/ports/forge.ts';
import { driftHeading, type TargetDrift } from '../../../report/pull-request/drift-comment.ts';
import { commentWriter } from '../comment-writer.ts';
import type { ReportPlace } from './report-place.ts';

/** Puts a report where it belongs, in place of the last one; an issue is closed when all is well. */
export async function writeReport(
  { kind, number }: ReportPlace,
  body: string,
  targets: readonly TargetDrift[],
  { forge, agent }: { readonly forge: Forge; readonly agent: string },
  signal: AbortSignal,
): Promise<void> {
  if (kind === 'issue') {
    const open = targets.some(({ records }) => records.length > 0);
    const title = open ? issueTitle(agent) : `${issueTitle(agent)}: ${driftHeading(targets)}`;
    await forge.issues.write({ title, body, open }, number, signal);
    return;
  }
  const comments = commentWriter(forge.conversation, agent);
  const existing = await comments.find(number, 'drift', signal);
  await comments.write(number, body, existing, signal);
}

export function issueTitle(agent: string): string {
  return `Tidewatch: what is on the cluster differs from Git (${agent})`;
}
