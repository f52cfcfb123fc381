import { approve } from '../../agent/approvals.ts';
import { listStatus } from '../../agent/status-store.ts';
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
  const held = records.find((record) => record.target === target)?.held;
  if (held === undefined) {
    io.stderr(`${target}: nothing waits for approval; see \`tidewatch status\`\n`);
    return 1;
  }
  if (held.digest !== digest) {
    io.stderr(
      `${target}: the plan has changed to ${held.digest} since ${digest}; look at \`tidewatch status\` again and approve what it shows\n`,
    );
    return 1;
  }
  await approve(target, digest, options.namespace, connection.cluster);
  io.stdout(`${target}: approved ${held.objects.length} ${held.what ?? 'deletions'} (${digest})\n`);
  return 0;
}
