import {
  type AbortedMigration,
  abortMigrations,
  resumeMigrations,
  type UndoneStep,
} from '../../agent/abort-migrations.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { createConfigMapLedger } from '../../apply/ledger/config-map-ledger.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import { connectTo } from '../connect-to.ts';
import type { Io } from '../io.ts';
import type { ClusterOptions } from '../verbs.ts';

/** Takes back what a target's migrations have done; 0 where all of it is taken back. */
export async function abortVerb(target: string, options: ClusterOptions, io: Io): Promise<number> {
  await using connection = await connectTo(options, io);
  const { cluster } = connection;
  const on = { cluster, clock: systemClock, signal: io.signal };
  const results = await abortMigrations(target, ledgerOn(cluster, options), on);
  if (results.length === 0) {
    io.stderr(`${target}: no migration has begun; see \`tidewatch status\`\n`);
    return 1;
  }
  io.stdout(results.map((result) => resultText(target, result)).join(''));
  return results.every(({ aborted }) => aborted) ? 0 : 1;
}

/** Lets migrations begin again that were taken back. */
export async function resumeVerb(target: string, options: ClusterOptions, io: Io): Promise<number> {
  await using connection = await connectTo(options, io);
  const titles = await resumeMigrations(target, ledgerOn(connection.cluster, options));
  if (titles.length === 0) {
    io.stderr(`${target}: no migration was taken back; see \`tidewatch status\`\n`);
    return 1;
  }
  io.stdout(titles.map((title) => `${target}: begins again: ${title}\n`).join(''));
  return 0;
}

function ledgerOn(cluster: Cluster, { namespace }: ClusterOptions) {
  return createConfigMapLedger({ cluster, clock: systemClock, namespace, by: 'migrate' });
}

const marks: Readonly<Record<UndoneStep['result'], string>> = {
  undone: 'undone',
  'cannot-be-undone': 'cannot be undone',
  stopped: 'stopped at',
};

function resultText(target: string, { title, steps, aborted }: AbortedMigration): string {
  const lines = steps.map((step) => `  ${marks[step.result]}: ${step.title}: ${step.text}\n`);
  const end = aborted
    ? `  taken back; it begins again only with: tidewatch migrate resume ${target}\n`
    : '  not taken back\n';
  return `${target}: ${title}\n${lines.join('')}${end}`;
}
