import { approvedPlanStep } from '../model/ledger/step-names.ts';
import type { ApplyRun } from './run.ts';

/**
 * Puts on record that an approved plan begins: whatever stops it, the next
 * attempt goes on with what is left of it without asking again.
 */
export async function beginApproved(run: ApplyRun): Promise<void> {
  const { plan, context } = run;
  const { approval, target, digest, desiredDigest, revision } = plan;
  const { ledger } = context;
  for (const record of approval.begun) {
    if (record.facts.rendered === desiredDigest) continue;
    await ledger.settle(record, { outcome: 'Undone', message: 'another plan came after it' });
  }
  const goesOn = approval.begun.some(({ facts }) => facts.rendered === desiredDigest);
  if (approval.scope !== 'plan' || !approval.granted || goesOn) return;
  const facts = { rendered: desiredDigest };
  const attempt = { target, step: approvedPlanStep, digest, revision, facts };
  run.approved.push(await ledger.begin(attempt, undefined));
}

/** Puts on record that nothing is left of what was approved. */
export async function endApproved(run: ApplyRun): Promise<void> {
  if (run.plan.waiting.length > 0) return;
  const { approval, desiredDigest } = run.plan;
  const going = approval.begun.filter(({ facts }) => facts.rendered === desiredDigest);
  for (const record of [...going, ...run.approved]) {
    const end = { outcome: 'Succeeded', message: 'all of it is done' } as const;
    await run.context.ledger.settle(record, end);
  }
}
