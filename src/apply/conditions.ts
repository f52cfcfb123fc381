import { isJsonObject } from '../model/json.ts';
import { type Manifest, valueAt } from '../model/manifest.ts';

/** One of `status.conditions`. */
export interface Condition {
  readonly status: string;
  readonly reason: string;
  readonly message: string;
}

export function conditionOf(live: Manifest, type: string): Condition | undefined {
  const conditions = valueAt(live, ['status', 'conditions']);
  if (!Array.isArray(conditions)) return undefined;
  const condition = conditions.filter(isJsonObject).find((one) => one.type === type);
  if (condition === undefined) return undefined;
  return {
    status: String(condition.status ?? ''),
    reason: String(condition.reason ?? ''),
    message: String(condition.message ?? ''),
  };
}

export function isTrue(condition: Condition | undefined): boolean {
  return condition?.status === 'True';
}
