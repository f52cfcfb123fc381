import { formatDuration, parseDuration } from './duration.ts';
import { TidewatchError } from './errors.ts';

/** The annotation that says what is done about drift: of a target, or of an object. */
export const driftAnnotation = 'tidewatch.dev/drift';

/**
 * What is done about drift.
 *
 * - `ignore`: it is none.
 * - `warn`: it is reported, and stays until Git or somebody changes the object again.
 * - `correct`: it is reported, and what Git has is applied again, `after`
 *   milliseconds since it was first seen.
 */
export type DriftPolicy =
  | { readonly action: 'ignore' }
  | { readonly action: 'warn' }
  | { readonly action: 'correct'; readonly after: number };

export const warn: DriftPolicy = { action: 'warn' };
export const correctAtOnce: DriftPolicy = { action: 'correct', after: 0 };

/** A policy that cannot be read. */
export class DriftPolicyError extends TidewatchError {
  override readonly code = 'DRIFT_POLICY_INVALID';
}

/** Reads `ignore`, `warn`, `correct` and `correct after 10m`. Throws `DriftPolicyError`. */
export function parseDriftPolicy(text: string): DriftPolicy {
  const words = text.trim().split(/\s+/);
  const [action, after, duration] = words;
  if (words.length === 1 && (action === 'ignore' || action === 'warn')) return { action };
  if (words.length === 1 && action === 'correct') return correctAtOnce;
  if (action === 'correct' && after === 'after' && duration !== undefined && words.length === 3) {
    try {
      return { action, after: parseDuration(duration) };
    } catch (cause) {
      throw invalid(text, cause);
    }
  }
  throw invalid(text, undefined);
}

function invalid(text: string, cause: unknown): DriftPolicyError {
  return new DriftPolicyError(
    `"${text.trim()}": no policy for drift; write ignore, warn, correct, or correct after 10m`,
    { cause },
  );
}

export function formatDriftPolicy(policy: DriftPolicy): string {
  if (policy.action !== 'correct' || policy.after === 0) return policy.action;
  return `correct after ${formatDuration(policy.after)}`;
}
