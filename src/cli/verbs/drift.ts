import { lookForDrift } from '../../agent/drift/look-for-drift.ts';
import { localPlace } from '../../agent/local-pass.ts';
import { listStatus } from '../../agent/status-store.ts';
import { warn } from '../../model/drift-policy.ts';
import { type DriftRecord, driftRecordOf } from '../../report/drift-record.ts';
import { driftText } from '../../report/drift-text.ts';
import { connectTo } from '../connect-to.ts';
import { exitCodes, type Io } from '../io.ts';
import { findLocalTargets } from '../local-targets.ts';
import { openCluster } from '../open-cluster.ts';
import { dataText, type OutputFormat } from '../print-data.ts';
import { printWarnings } from '../print-warnings.ts';
import { requireValid } from '../require-valid.ts';
import type { ClusterOptions } from '../verbs.ts';

export interface DriftOptions extends ClusterOptions {
  readonly output: OutputFormat;
}

/** The drift of one target, as it is printed. */
interface TargetDrift {
  readonly target: string;
  readonly drift: readonly DriftRecord[];
}

/**
 * Prints the drift of a folder's targets, looked for now; without a folder, that
 * of all targets as the agent has it on record. 0 where there is none, 1 where
 * there is some.
 */
export async function driftVerb(
  directory: string | undefined,
  options: DriftOptions,
  io: Io,
): Promise<number> {
  const found =
    directory === undefined ? await onRecord(options, io) : await inFolder(directory, options, io);
  const text = found.map(({ target, drift }) => driftText(target, drift)).join('\n');
  io.stdout(dataText(found, options.output) ?? text);
  return found.some(({ drift }) => drift.length > 0) ? exitCodes.differs : exitCodes.ok;
}

async function onRecord(options: DriftOptions, io: Io): Promise<readonly TargetDrift[]> {
  await using connection = await connectTo(options, io);
  const records = await listStatus(connection.cluster, options.namespace);
  return records
    .filter(({ target }) => !target.endsWith('.git'))
    .map(({ target, drift = [] }) => ({ target, drift }));
}

async function inFolder(
  directory: string,
  options: DriftOptions,
  io: Io,
): Promise<readonly TargetDrift[]> {
  const targets = await findLocalTargets(directory, io);
  await requireValid(targets);
  const { tree, layout, builds } = targets;
  printWarnings(layout.warnings, io);
  await using session = await openCluster(options, io, builds);
  const found: TargetDrift[] = [];
  for (const target of layout.targets) {
    if (target.suspend) continue;
    const request = { target, tree, ...localPlace, signal: io.signal };
    const ignored = target.ignoredDifferences ?? [];
    const settings = { target: target.name, standard: warn, rules: [], ignored };
    const drifts = await lookForDrift(request, session.contextOf(target.name), settings);
    found.push({ target: target.name, drift: drifts.map((drift) => driftRecordOf(drift)) });
  }
  return found;
}
