import { concurrently } from '../../model/concurrently.ts';
import { messageOf } from '../../model/errors.ts';
import type { ObjectId } from '../../model/object-id.ts';
import type { Clock } from '../../model/ports/clock.ts';
import type { Cluster } from '../../model/ports/cluster.ts';
import type { Log } from '../../model/ports/log.ts';
import type { OpenTopologyStore } from '../../model/ports/topology-store.ts';
import type { MonitorSummary } from '../../monitor/summary.ts';
import type { TopologyState } from '../../monitor/topology/state.ts';
import { type Backoff, retryDelay } from '../backoff.ts';
import { openFor } from './open-for.ts';
import { type PdPlan, planPds, withoutReleased } from './plan-pds.ts';
import { settlePd } from './settle-pd.ts';
import { createTopologyStates } from './topology-states.ts';

/** Keeps the PDs of monitored clusters telling where their monitors are. */
export interface TopologyKeeper {
  /** The monitors of a target, in place of those it had; nothing is waited for. */
  claim(target: string, monitors: readonly MonitorSummary[]): void;
  /** How far PD shows a monitor. */
  stateOf(monitor: MonitorSummary): TopologyState;
  /** Ends with `stop`. What is written then goes with its lease, unless somebody renews that. */
  run(): Promise<void>;
}

export interface TopologyContext {
  readonly cluster: Cluster;
  readonly clock: Clock;
  readonly random: () => number;
  readonly log: Log;
  readonly openStore: OpenTopologyStore;
  /** Called when there is something else to be said of a target's monitors. */
  readonly onChange: (target: string, monitor: ObjectId) => void;
  readonly stop: AbortSignal;
}

/** A lease of ten minutes is renewed three times before it would end; milliseconds. */
const renewEvery = 200_000;
const backoff: Backoff = { initial: 2_000, limit: 300_000 };
const pdsAtOnce = 8;
/** By then the lease of what is to be deleted has ended by itself. */
const visitsToDelete = 10;

/** What is remembered of one PD between two visits. */
interface Visit {
  readonly dueAt: number;
  readonly failures: number;
  /** What the visit was about: another plan is due at once. */
  readonly digest: string;
}

export function createTopologyKeeper(context: TopologyContext): TopologyKeeper {
  const { clock, random, log, stop } = context;
  const claims = new Map<string, readonly MonitorSummary[]>();
  const states = createTopologyStates(context.onChange);
  const visits = new Map<string, Visit>();
  const plans = new Map<string, PdPlan>();
  let waker = new AbortController();

  function claim(target: string, monitors: readonly MonitorSummary[]): void {
    if (monitors.length === 0) claims.delete(target);
    else claims.set(target, monitors);
    for (const plan of planPds(claims, plans)) plans.set(plan.url, plan);
    waker.abort();
  }

  function isDue({ url, digest }: PdPlan): boolean {
    const visit = visits.get(url);
    return visit === undefined || visit.dueAt <= clock.now() || visit.digest !== digest;
  }

  async function visitPd(plan: PdPlan): Promise<void> {
    const before = visits.get(plan.url)?.failures ?? 0;
    try {
      const store = await openFor(plan, context);
      try {
        states.set(plan, await settlePd(plan, store));
      } finally {
        store.close();
      }
      settled(plan);
    } catch (thrown) {
      failed(plan, messageOf(thrown), before + 1);
    }
  }

  /** What was deleted need not be deleted again, if nothing else was claimed meanwhile. */
  function settled(plan: PdPlan): void {
    const isNewest = plans.get(plan.url)?.digest === plan.digest;
    if (isNewest && plan.claims.length === 0) {
      forget(plan.url);
      return;
    }
    const next = isNewest ? withoutReleased(plan) : plan;
    if (isNewest) plans.set(plan.url, next);
    const dueAt = clock.now() + renewEvery;
    visits.set(plan.url, { dueAt, failures: 0, digest: next.digest });
  }

  function failed(plan: PdPlan, message: string, failures: number): void {
    if (failures === 1)
      log.warn('cannot tell PD where its monitor is', { pd: plan.url, error: message });
    states.set(
      plan,
      plan.claims.map(() => ({ state: 'unreachable', message })),
    );
    if (plan.claims.length === 0 && failures >= visitsToDelete) {
      forget(plan.url);
      return;
    }
    const dueAt = clock.now() + retryDelay(failures, backoff, random);
    visits.set(plan.url, { dueAt, failures, digest: plan.digest });
  }

  function forget(url: string): void {
    plans.delete(url);
    visits.delete(url);
  }

  async function rest(): Promise<void> {
    const due = [...plans.keys()].map((url) => visits.get(url)?.dueAt ?? 0);
    const pause = Math.max(0, Math.min(...due, clock.now() + renewEvery) - clock.now());
    const signal = AbortSignal.any([stop, waker.signal]);
    await clock.sleep(pause, signal).catch(() => undefined);
  }

  return {
    claim,
    stateOf: states.of,
    async run() {
      while (!stop.aborted) {
        waker = new AbortController();
        const due = [...plans.values()].filter(isDue);
        if (due.length === 0) await rest();
        else await concurrently(due, pdsAtOnce, visitPd);
      }
    },
  };
}
