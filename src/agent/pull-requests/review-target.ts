import { formatProblem, InvalidInputError, messageOf, type Problem } from '../../model/errors.ts';
import type { Rendered } from '../../model/manifest.ts';
import { formatRevision, type Snapshot } from '../../model/ports/source.ts';
import type { Target } from '../../model/target.ts';
import { expand } from '../../monitor/expand.ts';
import { NO_CLUSTER } from '../../monitor/facts.ts';
import type { Plan } from '../../plan/plan.ts';
import { compareDesired } from '../../plan/proposal/compare-desired.ts';
import { restartsOf } from '../../plan/proposal/restarts.ts';
import { volumeChangesOf } from '../../plan/proposal/volumes.ts';
import { differencesText, stepsText } from '../../report/plan-text.ts';
import { checkExpression } from '../../report/pull-request/check-expression.ts';
import type { ProposedPlan, TargetEffect } from '../../report/pull-request/pull-request-effect.ts';
import { warningsOf } from '../../report/pull-request/warnings-of.ts';
import { gatherFacts } from '../gather-facts.ts';
import { planTarget } from '../plan-target.ts';
import { renderTarget } from '../render-target.ts';
import type { ReviewContext } from './review-context.ts';

/** A target at one commit. */
export interface Side {
  readonly target: Target;
  readonly snapshot: Snapshot;
}

/** A target that neither commit can deploy: the change is not to blame. */
export interface StillBroken {
  readonly standing: readonly Problem[];
}

/** What a proposed commit makes of one target; `undefined` where it stays as it is. */
export async function reviewTarget(
  name: string,
  old: Side | undefined,
  now: Side | undefined,
  context: ReviewContext,
  signal: AbortSignal,
): Promise<TargetEffect | StillBroken | undefined> {
  const before = await objectsOf(old, context, signal);
  const after = await objectsOf(now, context, signal);
  // A base that cannot be built says nothing of the change; one that mends it is no deletion.
  if (before.problems.length > 0 && after.problems.length > 0) return { standing: after.problems };
  const comparable = before.problems.length === 0 && after.problems.length === 0;
  const changes = comparable
    ? compareDesired(before.objects, after.objects, context.fingerprint)
    : [];
  const mended = before.problems.length > 0;
  if (changes.length === 0 && after.problems.length === 0 && !mended) return undefined;
  const planned = after.problems.length > 0 ? undefined : await planOf(old, now, context, signal);
  return {
    target: name,
    state: old === undefined ? 'added' : now === undefined ? 'removed' : 'changed',
    problems: [...after.problems, ...(planned?.problems ?? [])],
    changes,
    restarts: restartsOf(changes),
    volumes: volumeChangesOf(changes),
    warnings: [
      ...warningsOf(changes, checkExpression),
      ...(planned?.warnings ?? []),
      ...(mended ? ['it could not be built before: what changes cannot be told'] : []),
    ],
    plan: planned?.plan,
  };
}

interface Objects {
  readonly objects: readonly Rendered[];
  readonly problems: readonly Problem[];
}

async function objectsOf(
  side: Side | undefined,
  context: ReviewContext,
  signal: AbortSignal,
): Promise<Objects> {
  if (side === undefined) return { objects: [], problems: [] };
  const { target, snapshot } = side;
  if (target.blocked.length > 0) return { objects: [], problems: target.blocked };
  try {
    const { objects } = await renderTarget(target, snapshot.tree, context.builds);
    const facts =
      context.planning === undefined
        ? NO_CLUSTER
        : await gatherFacts(objects, context.planning.cluster, context.planning.discovery, signal);
    return { objects: expand(objects, facts).objects, problems: [] };
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    return { objects: [], problems: thrown.problems };
  }
}

interface Planned {
  readonly plan: ProposedPlan | undefined;
  readonly problems: readonly Problem[];
  readonly warnings: readonly string[];
}

/** What the cluster says of the head; and, apart from it, what it says of the base. */
async function planOf(
  old: Side | undefined,
  now: Side | undefined,
  context: ReviewContext,
  signal: AbortSignal,
): Promise<Planned | undefined> {
  if (now === undefined || context.planning === undefined) return undefined;
  try {
    const plan = await planAt(now, context, signal);
    const deployed = old === undefined ? undefined : await planAt(old, context, signal);
    const known = new Set(deployed?.problems.map(sameness));
    return {
      plan: proposedPlan(plan, deployed),
      // What keeps the base from being deployed, too, is not this change's fault.
      problems: plan.problems.filter((problem) => !known.has(sameness(problem))),
      warnings: [],
    };
  } catch (thrown) {
    signal.throwIfAborted();
    // A cluster that cannot be asked takes nothing from what the files say.
    const warning = `the cluster could not be asked: ${messageOf(thrown)}`;
    return { plan: undefined, problems: [], warnings: [warning] };
  }
}

async function planAt(
  { target, snapshot }: Side,
  context: ReviewContext,
  signal: AbortSignal,
): Promise<Plan> {
  if (context.planning === undefined) throw new TypeError('there is no cluster to plan against');
  const request = {
    target,
    tree: snapshot.tree,
    repository: context.repository,
    revision: formatRevision(snapshot.revision),
    goneTargets: new Set<string>(),
    signal,
  };
  return (await planTarget(request, context.planning)).plan;
}

function proposedPlan(plan: Plan, deployed: Plan | undefined): ProposedPlan {
  const { digest, approval } = plan;
  return {
    digest,
    approval: approval.required ? approval.reasons : [],
    steps: stepsText(plan),
    drift:
      deployed === undefined
        ? []
        : [...deployed.problems.map(formatProblem), ...differencesText(deployed)],
  };
}

/** Problems are the same although the lines above them moved. */
function sameness({ code, subject, what }: Problem): string {
  return `${code} ${subject} ${what}`;
}
