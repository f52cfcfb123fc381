import { localPass } from '../../agent/local-pass.ts';
import { planText } from '../../report/plan-text.ts';
import { reportText } from '../../report/report-text.ts';
import type { Io } from '../io.ts';
import { findLocalTargets, type LocalTargets } from '../local-targets.ts';
import { openCluster } from '../open-cluster.ts';
import { planAll } from '../plan-all.ts';
import { dataText, type OutputFormat } from '../print-data.ts';
import { printHeld } from '../print-held.ts';
import { printWarnings } from '../print-warnings.ts';
import { requireValid } from '../require-valid.ts';
import type { ClusterOptions } from '../verbs.ts';

export interface ApplyOptions extends ClusterOptions {
  readonly output: OutputFormat;
  readonly dryRun: boolean;
  /** Milliseconds. */
  readonly timeout: number;
  readonly wait: boolean;
  readonly prune: boolean;
  readonly approve?: string;
}

/** Applies a folder; 0 when every target is ready. */
export async function applyVerb(directory: string, options: ApplyOptions, io: Io): Promise<number> {
  const targets = await findLocalTargets(directory, io, {
    timeout: options.timeout,
    prune: options.prune,
    wait: options.wait,
  });
  await requireValid(targets);
  printWarnings(targets.layout.warnings, io);
  return options.dryRun ? showPlans(targets, options, io) : applyAll(targets, options, io);
}

async function showPlans(targets: LocalTargets, options: ApplyOptions, io: Io): Promise<number> {
  await using session = await openCluster(options, io, targets.builds);
  const planned = await planAll(targets, session.contextOf(''), io.signal);
  for (const { warnings } of planned) printWarnings(warnings, io);
  const plans = planned.map(({ plan }) => plan);
  io.stdout(dataText(plans, options.output) ?? plans.map(planText).join('\n'));
  return plans.some(({ problems }) => problems.length > 0) ? 1 : 0;
}

async function applyAll(targets: LocalTargets, options: ApplyOptions, io: Io): Promise<number> {
  await using session = await openCluster(options, io, targets.builds);
  await session.ensureNamespace();
  const { reports, held } = await localPass(
    targets.tree,
    targets.layout.targets,
    session.contextOf,
    io.signal,
  );
  io.stdout(dataText(reports, options.output) ?? reports.map(reportText).join('\n'));
  printHeld(held, io);
  const good = reports.every(({ phase }) => phase === 'Ready' || phase === 'Suspended');
  return good && held.length === 0 ? 0 : 1;
}
