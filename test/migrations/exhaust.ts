import { type Disturbance, type Outcome, runThrough, undisturbed } from './crash.ts';
import { type Fault, killings, refusals } from './faults.ts';
import type { Variant } from './variants.ts';

/** What disturbing every call of a migration came to. */
export interface Exhaustion {
  /** Calls of the undisturbed migration. */
  readonly calls: number;
  readonly runs: number;
  /** Every run that did not end as the undisturbed one, and why. */
  readonly failures: readonly string[];
}

/** How the calls of a migration are disturbed, each one in each of these ways. */
export const disturbances: readonly (readonly [string, readonly Fault[], boolean])[] = [
  ['one process is killed, or an answer lost', killings, false],
  ['one call is refused', refusals, false],
  ['one of two processes is killed', ['killed-before', 'killed-after'], true],
];

/** Disturbs every `step`-th call of a migration in turn, from the first on. */
export async function exhaust(
  variant: Variant,
  faults: readonly Fault[],
  rival: boolean,
  step = 1,
): Promise<Exhaustion> {
  const usual = await runThrough(variant, undisturbed);
  const failures = usual.wrong.map((wrong) => `undisturbed: ${wrong}`);
  let runs = 1;
  for (let at = 1; at <= usual.calls; at += step) {
    for (const fault of faults) {
      const disturbance = { at, fault, rival };
      const outcome = await runThrough(variant, disturbance);
      runs += 1;
      failures.push(...differences(usual, outcome).map((what) => `${named(disturbance)}: ${what}`));
    }
  }
  return { calls: usual.calls, runs, failures };
}

function named({ at, fault, rival }: Disturbance): string {
  return `call ${at} ${fault}${rival === true ? ', with a rival' : ''}`;
}

/** What is wrong with a run, beside one in which nothing went wrong. */
function differences(usual: Outcome, outcome: Outcome): readonly string[] {
  const [expected, effects] = [normal(usual.effects), normal(outcome.effects)];
  const same = expected.join('\n') === effects.join('\n');
  return [...outcome.wrong, ...(same ? [] : [`its effects were: ${effects.join('; ')}`])];
}

/** Effects in an order that does not depend on how fast volumes are made; made volumes have random names. */
function normal(effects: readonly string[]): readonly string[] {
  return effects.map((effect) => effect.replace(/pvc-[0-9a-f-]{36}/, 'pvc-new')).sort();
}
