/** What a value counts: it decides how messages write it. */
export type Unit = 'number' | 'ratio' | 'percent' | 'seconds' | 'bytes' | 'per-second' | 'cores';

/** How bad an alert is, the worst first. */
export const SEVERITIES = ['emergency', 'critical', 'warning', 'info'] as const;
export type Severity = (typeof SEVERITIES)[number];

/** The limit of an alert's value, which a TidbMonitor may move. */
export interface Threshold {
  readonly operator: '>' | '>=' | '<';
  readonly value: number;
}

/** An alert as the catalogue has it. */
export interface Alert {
  /** tidb-operator's, where its initializer brings such an alert. */
  readonly name: string;
  readonly severity: Severity;
  /** How long the condition must hold, as Prometheus writes it: `1m`; at once where unset. */
  readonly for?: string;
  /** The PromQL of the value, or of the whole condition where there is no threshold. */
  readonly value: string;
  readonly threshold?: Threshold;
  readonly unit: Unit;
  /** PromQL that must have a result for the same labels, too, or for those of an `on (…)` before it. */
  readonly provided?: string;
  /** What an alert is about: it decides which labels name it. */
  readonly scope: 'cluster' | 'instance' | 'program';
  /** It would mislead where a Prometheus sees only some targets of a cluster. */
  readonly needsAllTargets?: boolean;
  /** What is wrong, in a few words. */
  readonly summary: string;
  /** What is wrong in numbers; `{value}` and `{threshold}` stand for these. */
  readonly says: string;
  /** What to look at or to do first. */
  readonly advice: string;
}

/** An expression that Prometheus keeps the results of. */
export interface RecordingRule {
  readonly record: string;
  readonly expression: string;
}

/** The rules about one component. */
export interface RuleSet {
  /** The component's name, as people write it. */
  readonly title: string;
  /** The page of the documentation that explains its alerts, one heading each. */
  readonly runbook: string;
  readonly alerts: readonly Alert[];
  readonly recordings?: readonly RecordingRule[];
}
