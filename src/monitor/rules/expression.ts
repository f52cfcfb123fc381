import type { Alert } from './rule.ts';

/** The PromQL of an alert: it has results while the alert's condition holds. */
export function expressionOf({ value, threshold, provided }: Alert): string {
  const condition =
    threshold === undefined ? value : `${value} ${threshold.operator} ${threshold.value}`;
  return provided === undefined ? condition : `${condition} and ${provided}`;
}
