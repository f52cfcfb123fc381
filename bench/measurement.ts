import { type Spread, spreadOf } from './statistics.ts';

export type Unit = 'ms' | 's' | 'MB' | 'requests' | 'builds' | 'times';

/** What a measurement has to keep to. */
export interface Bound {
  readonly limit: number;
  /** Whether the limit itself is still good. */
  readonly inclusive: boolean;
  /** Times vary with the machine and are judged by their median; counts by their maximum. */
  readonly judged: 'median' | 'max';
}

/** One thing that was measured, several times. */
export interface Measurement {
  readonly what: string;
  readonly unit: Unit;
  /** At least one, in the order they were taken. */
  readonly samples: readonly number[];
  readonly bound?: Bound;
}

/** `undefined` where there is no bound. */
export function holds({ samples, bound }: Measurement): boolean | undefined {
  if (bound === undefined) return undefined;
  const judged = spreadOf(samples)[bound.judged];
  return bound.inclusive ? judged <= bound.limit : judged < bound.limit;
}

/** The measurement as data. */
export interface MeasurementRecord extends Spread {
  readonly benchmark: string;
  readonly what: string;
  readonly unit: Unit;
  readonly samples: readonly number[];
  readonly bound: Bound | null;
  readonly holds: boolean | null;
}

export function recordOf(benchmark: string, measurement: Measurement): MeasurementRecord {
  const { what, unit, samples, bound } = measurement;
  return {
    benchmark,
    what,
    unit,
    ...spreadOf(samples),
    samples,
    bound: bound ?? null,
    holds: holds(measurement) ?? null,
  };
}
