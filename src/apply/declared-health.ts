import { type Expression, ExpressionError, parseExpression } from '../model/expression.ts';
import type { Manifest } from '../model/manifest.ts';
import { splitApiVersion } from '../model/object-id.ts';
import type { HealthExpressions } from '../model/target.ts';
import {
  current,
  failed,
  type Health,
  type HealthRule,
  type HealthRules,
  inProgress,
} from './health.ts';

/** The annotation with an expression of CEL over an object: it is healthy once that holds. */
const healthyWhenKey = 'tidewatch.dev/healthy-when';
const ignoreHealthKey = 'argocd.argoproj.io/ignore-healthcheck';

/** What an object says itself about when it is healthy; `undefined` where it says nothing. */
export function declaredHealth(live: Manifest): Health | undefined {
  const { annotations } = live.metadata;
  if (annotations?.[ignoreHealthKey] === 'true') return current(`${ignoreHealthKey} is set on it`);
  const text = annotations?.[healthyWhenKey];
  if (text === undefined) return undefined;
  try {
    return judge(live, undefined, undefined, parseExpression(text));
  } catch (thrown) {
    if (!(thrown instanceof ExpressionError)) throw thrown;
    return failed(`${healthyWhenKey}: ${thrown.message}`);
  }
}

/** Rules out of Flux's `healthCheckExprs`. */
export function expressionRules(all: readonly HealthExpressions[]): HealthRules {
  return new Map(
    all.map(({ apiVersion, kind, inProgress: progress, failed: failure, current: healthy }) => {
      const rule: HealthRule = (live) => judge(live, progress, failure, healthy);
      return [`${splitApiVersion(apiVersion).group}/${kind}`, rule];
    }),
  );
}

/** The first that holds counts, as in Flux. */
function judge(
  live: Manifest,
  progress: Expression | undefined,
  failure: Expression | undefined,
  healthy: Expression,
): Health {
  if (progress?.holds(live) === true) return inProgress(`"${progress.text}" holds`);
  if (failure?.holds(live) === true) return failed(`"${failure.text}" holds`);
  return healthy.holds(live) === true
    ? current(`"${healthy.text}" holds`)
    : inProgress(`"${healthy.text}" does not hold yet`);
}
