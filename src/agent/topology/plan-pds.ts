import { canonicalJson } from '../../model/json.ts';
import type { ObjectId } from '../../model/object-id.ts';
import type { MonitorSummary } from '../../monitor/summary.ts';
import type { TopologyClaim } from '../../monitor/topology/claims.ts';
import { compareMonitors } from '../../monitor/topology/decide.ts';

/** One monitor's claim on a PD. */
export interface PdClaim {
  readonly target: string;
  readonly monitor: ObjectId;
  readonly claim: TopologyClaim;
}

/** What is to be agreed on with one PD. */
export interface PdPlan {
  readonly url: string;
  /** The Secret with the certificate to show; `undefined` without TLS. */
  readonly secret: ObjectId | undefined;
  /** Everybody who wants to be shown; the first is. */
  readonly claims: readonly PdClaim[];
  /** What we may have written and nobody wants any more: values by key. */
  readonly released: readonly PdEntry[];
  /** Another text for other entries. */
  readonly digest: string;
}

type PdEntry = readonly [key: string, value: string];

/** The plan of every PD; what was claimed `before` and is not any more is released. */
export function planPds(
  claims: ReadonlyMap<string, readonly MonitorSummary[]>,
  before: ReadonlyMap<string, PdPlan>,
): readonly PdPlan[] {
  const all = [...claims].flatMap(([target, monitors]) =>
    monitors.flatMap(({ id, topology }) =>
      topology.map((claim): PdClaim => ({ target, monitor: id, claim })),
    ),
  );
  const byUrl = Map.groupBy(all, ({ claim }) => claim.url);
  const urls = new Set([...byUrl.keys(), ...before.keys()]);
  return [...urls].map((url) => planOf(url, byUrl.get(url) ?? [], before.get(url)));
}

function planOf(url: string, claims: readonly PdClaim[], before: PdPlan | undefined): PdPlan {
  const sorted = claims.toSorted((a, b) => compareMonitors(a.monitor, b.monitor));
  const wanted = new Set(entriesOf(sorted).map((entry) => entry.join(' ')));
  const old = before === undefined ? [] : [...before.released, ...entriesOf(before.claims)];
  const gone = new Map(old.map((entry) => [entry.join(' '), entry]));
  const released = [...gone].flatMap(([text, entry]) => (wanted.has(text) ? [] : [entry]));
  const secret = sorted[0]?.claim.secret ?? before?.secret;
  return withDigest({ url, secret, claims: sorted, released });
}

/** The same once everything that was released is deleted. */
export function withoutReleased(plan: PdPlan): PdPlan {
  return withDigest({ ...plan, released: [] });
}

function withDigest(plan: Omit<PdPlan, 'digest'>): PdPlan {
  const digest = canonicalJson([plan.url, entriesOf(plan.claims), plan.released]);
  return { ...plan, digest };
}

function entriesOf(claims: readonly PdClaim[]): readonly PdEntry[] {
  return claims.flatMap(({ claim }) => Object.entries(claim.entries));
}
