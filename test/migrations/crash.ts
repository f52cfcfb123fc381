import type { Manifest } from '../../src/model/manifest.ts';
import { valueAt } from '../../src/model/manifest.ts';
import { planHasChanges } from '../../src/plan/plan.ts';
import { recordEffects } from './effects.ts';
import { type Fault, faulty } from './faults.ts';
import { watchInvariants } from './invariants.ts';
import {
  attemptOnce,
  openStage,
  restoreStage,
  type Snapshot,
  type Stage,
  snapshotOf,
} from './stage.ts';
import type { Variant } from './variants.ts';

/** What came of a migration whose `at`-th call went wrong. */
export interface Outcome {
  /** Calls of the process that the fault was for. */
  readonly calls: number;
  /** Attempts until there was nothing left to do, that one included. */
  readonly attempts: number;
  readonly effects: readonly string[];
  /** Everything that should not be; empty where all is well. */
  readonly wrong: readonly string[];
}

export interface Disturbance {
  readonly at: number;
  readonly fault: Fault;
  /** Whether a second process works on the target at the same time. */
  readonly rival?: boolean;
}

export const undisturbed: Disturbance = { at: 0, fault: 'killed-before' };

/** Attempts after which a target that has not converged never will. */
const mostAttempts = 12;

/** Runs a migration to its end, through one disturbance. */
export async function runThrough(
  variant: Variant,
  { at, fault, rival = false }: Disturbance,
): Promise<Outcome> {
  const { snapshot, desired } = await beginningOf(variant);
  const stage = await restoreStage(snapshot);
  try {
    const effects = recordEffects(stage.direct.registry);
    const violations = watchInvariants(stage.direct.registry, variant.invariants);
    const { discovery } = stage.direct;
    const { cluster, signal, calls } = faulty(stage.direct.cluster, at, fault);
    const { clock } = stage;
    const { approvesData = false } = variant;
    const usual = { discovery, clock, approvesData };
    const first = attemptOnce(desired, { ...usual, cluster, by: 'first', signal });
    const healthy = { ...usual, cluster: stage.direct.cluster };
    const second = rival ? [attemptOnce(desired, { ...healthy, by: 'rival' })] : [];
    await Promise.allSettled([first, ...second]);
    // What was approved and has begun goes on unasked; what had not begun is approved once more.
    const attempts = await converge(stage, desired, 'next', approvesData);
    await pause(stage);
    const wrong = [...violations, ...endOf(stage, variant)];
    if (attempts === undefined) wrong.push('it never converges');
    return { calls: calls(), attempts: 1 + (attempts ?? mostAttempts), effects, wrong };
  } finally {
    stage.close();
  }
}

interface Beginning {
  readonly snapshot: Snapshot;
  readonly desired: readonly Manifest[];
}

const beginnings = new Map<Variant, Promise<Beginning>>();

/** The state that a migration starts from, made once. */
function beginningOf(variant: Variant): Promise<Beginning> {
  const known = beginnings.get(variant) ?? makeBeginning(variant);
  beginnings.set(variant, known);
  return known;
}

async function makeBeginning(variant: Variant): Promise<Beginning> {
  const stage = await (variant.operated?.() ?? openStage(await variant.old()));
  if (variant.earlier !== undefined) await converge(stage, await variant.earlier(), 'earlier');
  if (variant.before !== undefined) await converge(stage, await variant.before(), 'before');
  await pause(stage);
  const snapshot = snapshotOf(stage);
  stage.close();
  return { snapshot, desired: await variant.desired() };
}

/** Pods take their time to start. */
async function pause({ clock }: Stage): Promise<void> {
  for (let round = 0; round < 5; round++) await clock.sleep(1_000);
}

/** Attempts one after the other until nothing is left to do; gives how many it took. */
async function converge(
  stage: Stage,
  desired: readonly Manifest[],
  by: string,
  approvesData = false,
): Promise<number | undefined> {
  const { cluster, discovery } = stage.direct;
  for (let count = 0; count < mostAttempts; count++) {
    const { clock } = stage;
    const options = { cluster, discovery, clock, by: `${by}-${count}`, approvesData };
    const done = await attemptOnce(desired, options).catch(() => undefined);
    if (done?.result.outcome === 'done' && !planHasChanges(done.plan)) return count;
    await stage.clock.sleep(5_000);
  }
  return undefined;
}

/** What is not as it should be in the end. */
function endOf({ direct }: Stage, variant: Variant): readonly string[] {
  const { store } = direct.registry;
  const wrong: string[] = [];
  const set = store.get('statefulsets.apps', 'ns1/m-monitor');
  if (valueAt(set, ['status', 'readyReplicas']) === undefined) wrong.push('no pod is ready');
  if (store.get('deployments.apps', 'ns1/m-monitor') !== undefined) {
    wrong.push('the Deployment is still there');
  }
  if (variant.volume === undefined) return wrong;
  const claim = store.get('persistentvolumeclaims', 'ns1/tidbmonitor-m-monitor-0');
  const bound = valueAt(claim, ['spec', 'volumeName']);
  if (bound !== variant.volume) wrong.push(`the claim is on ${String(bound)}`);
  const pod = store.get('pods', 'ns1/m-monitor-0');
  const mounted = valueAt(pod, ['spec', 'volumes']);
  const mounts = JSON.stringify(mounted ?? []).includes('tidbmonitor-m-monitor-0');
  if (!mounts) wrong.push('the pod is not on the claim');
  const volume = store.get('persistentvolumes', variant.volume);
  if (JSON.stringify(volume?.metadata.annotations ?? {}).includes('former')) {
    wrong.push('the volume has not got its reclaim policy back');
  }
  return wrong;
}
