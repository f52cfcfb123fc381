import { listStatus } from '../../agent/status-store.ts';
import { statusTable } from '../../report/status-table.ts';
import { connectTo } from '../connect-to.ts';
import type { Io } from '../io.ts';
import { dataText, type OutputFormat } from '../print-data.ts';
import type { ClusterOptions } from '../verbs.ts';

/** 0 when every target is ready or suspended, else 1. */
export async function statusVerb(
  options: ClusterOptions & { readonly output: OutputFormat },
  io: Io,
): Promise<number> {
  await using connection = await connectTo(options, io);
  const records = await listStatus(connection.cluster, options.namespace);
  io.stdout(dataText(records, options.output) ?? statusTable(records));
  const good = records.every(({ phase }) => phase === 'Ready' || phase === 'Suspended');
  return good ? 0 : 1;
}
