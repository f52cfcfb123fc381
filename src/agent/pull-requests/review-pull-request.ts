import type { Layout } from '../../layout/layout.ts';
import { InvalidInputError, type Problem } from '../../model/errors.ts';
import { compareText } from '../../model/object-id.ts';
import type { FileTree } from '../../model/ports/file-tree.ts';
import type { Snapshot } from '../../model/ports/source.ts';
import type {
  PullRequestEffect,
  TargetEffect,
} from '../../report/pull-request/pull-request-effect.ts';
import { findTargetsIn } from '../find-targets-in.ts';
import type { ReviewContext } from './review-context.ts';
import { reviewTarget, type Side } from './review-target.ts';

/**
 * What merging one commit would do, against the commit where it leaves the base
 * branch. Both are read from Git objects; nothing is written anywhere. Whatever is
 * wrong with the head is part of the effect.
 */
export async function reviewPullRequest(
  base: Snapshot,
  head: Snapshot,
  context: ReviewContext,
  signal: AbortSignal,
): Promise<PullRequestEffect> {
  const end = context.now() + context.patience;
  const before = await layoutOf(base.tree, context);
  const after = await layoutOf(head.tree, context);
  const sides = sidesOf(before.layout, base, after.layout, head);
  const effects: TargetEffect[] = [];
  const known = new Set(before.problems.map(({ what, subject }) => `${subject} ${what}`));
  const isKnown = ({ what, subject }: Problem) => known.has(`${subject} ${what}`);
  const standing = after.problems.filter(isKnown);
  let unseen = 0;
  for (const [name, { old, now }] of sides) {
    signal.throwIfAborted();
    if (context.now() > end) {
      unseen += 1;
      continue;
    }
    const effect = await reviewTarget(name, old, now, context, signal);
    if (effect === undefined) continue;
    if ('standing' in effect) standing.push(...effect.standing);
    else effects.push(effect);
  }
  return {
    head: head.revision.commit,
    base: base.revision.commit,
    // What was wrong before is not this change's fault.
    problems: after.problems.filter((problem) => !isKnown(problem)),
    standing,
    targets: effects,
    untouched: sides.size - effects.length - unseen,
    unseen,
    filesOnly: context.planning === undefined,
  };
}

interface FoundLayout {
  readonly layout: Layout | undefined;
  readonly problems: readonly Problem[];
}

async function layoutOf(tree: FileTree, context: ReviewContext): Promise<FoundLayout> {
  const { path, defaults, builds } = context;
  try {
    const layout = await findTargetsIn(tree, path, defaults, builds);
    return { layout, problems: layout.problems };
  } catch (thrown) {
    if (!(thrown instanceof InvalidInputError)) throw thrown;
    return { layout: undefined, problems: thrown.problems };
  }
}

/** The targets of both sides by name. Where one side cannot be read, nothing counts as added or removed. */
function sidesOf(
  before: Layout | undefined,
  base: Snapshot,
  after: Layout | undefined,
  head: Snapshot,
): ReadonlyMap<string, { readonly old: Side | undefined; readonly now: Side | undefined }> {
  const side = (layout: Layout | undefined, snapshot: Snapshot) =>
    new Map(layout?.targets.map((target) => [target.name, { target, snapshot }] as const));
  const [old, now] = [side(before, base), side(after, head)];
  const names = [...new Set([...old.keys(), ...now.keys()])].sort(compareText);
  const whole = before !== undefined && after?.complete === true;
  return new Map(
    names.flatMap((name) => {
      const pair = { old: old.get(name), now: now.get(name) };
      return whole || (pair.old !== undefined && pair.now !== undefined)
        ? [[name, pair] as const]
        : [];
    }),
  );
}
