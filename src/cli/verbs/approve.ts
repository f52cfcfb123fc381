import { approve, readApprovals } from '../../agent/approvals.ts';
import { listStatus } from '../../agent/status-store.ts';
import type { StatusRecord } from '../../report/status-record.ts';
import { connectTo } from '../connect-to.ts';
import type { Io } from '../io.ts';
import type { ClusterOptions } from '../verbs.ts';

/** Approves what a target holds back; refuses a digest that nothing waits for. */
export async function approveVerb(
  target: string,
  digest: string,
  options: ClusterOptions,
  io: Io,
): Promise<number> {
  await using connection = await connectTo(options, io);
  const records = await listStatus(connection.cluster, options.namespace);
  const record = records.find((one) => one.target === target);
  const pending = pendingOf(record);
  const approved = pending.find((one) => one.digest === digest);
  if (pending.length === 0) {
    io.stderr(`${target}: nothing waits for approval; see \`tidewatch status\`\n`);
    return 1;
  }
  if (approved === undefined) {
    const digests = pending.map((one) => one.digest).join(' and ');
    io.stderr(
      `${target}: the plan has changed to ${digests} since ${digest}; look at \`tidewatch status\` again and approve what it shows\n`,
    );
    return 1;
  }
  // What waits beside it, and was approved before, stays approved.
  const before = await readApprovals(target, options.namespace, connection.cluster);
  const kept = pending.map((one) => one.digest).filter((one) => before.has(one));
  const digests = new Set([...kept, digest]);
  await approve(target, digests, options.namespace, connection.cluster);
  io.stdout(`${target}: approved ${approved.what} (${digest})\n`);
  return 0;
}

interface Pending {
  readonly digest: string;
  /** `3 deletions`. */
  readonly what: string;
}

function pendingOf(record: StatusRecord | undefined): readonly Pending[] {
  const { held, kept } = record ?? {};
  return [
    ...(held === undefined
      ? []
      : [{ digest: held.digest, what: `${held.objects.length} ${held.what ?? 'deletions'}` }]),
    ...(kept === undefined
      ? []
      : [{ digest: kept.digest, what: `the deletion of ${kept.claims.join(', ')}` }]),
  ];
}
