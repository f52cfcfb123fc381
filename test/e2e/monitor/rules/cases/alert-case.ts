/**
 * What an alert is tried with: series of a cluster where it must fire, and of
 * clusters where it must not. Selectors name no cluster and no instance: each
 * cluster gets the same instance, so that these names keep nothing apart.
 */
export interface AlertCase {
  readonly alert: string;
  /** A selector, its values in the bad cluster, and its values in each good one. */
  readonly series: readonly Sample[];
  /** Labels of the alert beyond those of its cluster and its instance. */
  readonly labels?: Readonly<Record<string, string>>;
  /** How the message writes the value; empty where it does not. */
  readonly value: string;
}

export type Sample = readonly [selector: string, bad: string | undefined, good: string | undefined];

/** Samples of 80 minutes, one every 15 seconds. */
const STEPS = 320;

/** The same value all the time. */
export function steady(value: number): string {
  return `${value}+0x${STEPS}`;
}

/** A counter: it grows by the same at every sample. */
export function growing(step: number): string {
  return `0+${step}x${STEPS}`;
}

/** A gauge that falls by the same at every sample. */
export function falling(from: number, step: number): string {
  return `${from}-${step}x${STEPS}`;
}

/** A value for a while, and another one from then on. */
export function changing(before: number, minutes: number, after: number): string {
  const steps = minutes * 4;
  return `${before}+0x${steps} ${after}+0x${STEPS - steps}`;
}

/**
 * A histogram whose cases all lie between the limit and four times the limit
 * in the bad cluster, and below half of the limit in good ones.
 */
export function histogram(buckets: string, limit: number): readonly Sample[] {
  const bucket = (le: string) =>
    buckets.includes('{') ? buckets.replace('}', `, le="${le}"}`) : `${buckets}{le="${le}"}`;
  return [
    [bucket(String(limit / 2)), growing(0), growing(100)],
    [bucket(String(limit)), growing(0), growing(100)],
    [bucket(String(limit * 4)), growing(100), growing(100)],
    [bucket('+Inf'), growing(100), growing(100)],
  ];
}
