import { type Plan, planHasChanges } from '../../plan/plan.ts';
import { planMermaid } from '../../report/plan-mermaid.ts';
import { planText } from '../../report/plan-text.ts';
import { exitCodes, type Io } from '../io.ts';
import { findLocalTargets } from '../local-targets.ts';
import { openCluster } from '../open-cluster.ts';
import { planAll } from '../plan-all.ts';
import { dataText, type OutputFormat } from '../print-data.ts';
import { printWarnings } from '../print-warnings.ts';
import { requireValid } from '../require-valid.ts';
import type { ClusterOptions } from '../verbs.ts';

/** Prints the plans; 0 where nothing would change, 1 where something would, 2 on any error. */
export async function diffVerb(
  directory: string,
  options: ClusterOptions & { readonly output: OutputFormat | 'mermaid'; readonly prune: boolean },
  io: Io,
): Promise<number> {
  const targets = await findLocalTargets(directory, io, { prune: options.prune });
  await requireValid(targets);
  printWarnings(targets.layout.warnings, io);
  await using session = await openCluster(options, io, targets.builds);
  const planned = await planAll(targets, session.contextOf(''), io.signal);
  for (const { warnings } of planned) printWarnings(warnings, io);
  const plans = planned.map(({ plan }) => plan);
  io.stdout(plansText(plans, options.output));
  if (plans.some(({ problems }) => problems.length > 0)) return exitCodes.diffFailed;
  return plans.some((plan) => planHasChanges(plan) || plan.prunes.length + plan.waiting.length > 0)
    ? exitCodes.differs
    : exitCodes.ok;
}

function plansText(plans: readonly Plan[], output: OutputFormat | 'mermaid'): string {
  if (output === 'mermaid') return plans.map(planMermaid).join('\n');
  return dataText(plans, output) ?? plans.map(planText).join('\n');
}
