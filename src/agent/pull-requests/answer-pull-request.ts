import type { CommitStatus, Forge, PullRequest } from '../../model/ports/forge.ts';
import type { Source } from '../../model/ports/source.ts';
import { effectComment, untouchedComment } from '../../report/pull-request/effect-comment.ts';
import {
  affectsNothing,
  effectSummary,
  type Verdict,
  verdictOf,
} from '../../report/pull-request/effect-summary.ts';
import type { PullRequestEffect } from '../../report/pull-request/pull-request-effect.ts';
import { commentWriter } from './comment-writer.ts';
import type { ReviewContext } from './review-context.ts';
import { reviewPullRequest } from './review-pull-request.ts';

export interface AnswerContext {
  readonly forge: Forge;
  readonly source: Source;
  /** For people who belong to the repository. */
  readonly review: ReviewContext;
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** A page with what a pull request changes. */
  readonly link: (pullRequest: PullRequest) => string;
}

/**
 * Looks at the newest commit of an open pull request, and says what it does: one
 * comment, one status. Says nothing where nothing is affected and nothing was said.
 */
export async function answerPullRequest(
  pullRequest: PullRequest,
  context: AnswerContext,
  signal: AbortSignal,
): Promise<PullRequestEffect> {
  const effect = await effectOf(pullRequest, context, signal);
  const { forge, agent } = context;
  const comments = commentWriter(forge.conversation, agent);
  const existing = await comments.find(pullRequest.number, 'effect', signal);
  const options = { agent, limit: forge.commentLimit, link: context.link(pullRequest) };
  const nothing = affectsNothing(effect);
  if (!nothing || existing !== undefined) {
    const body = nothing ? untouchedComment(effect, options) : effectComment(effect, options);
    const { url } = await comments.write(pullRequest.number, body, existing, signal);
    await setStatus(effect, url, context, signal);
  }
  return effect;
}

async function effectOf(
  { number, head, ...rest }: PullRequest,
  { forge, source, review }: AnswerContext,
  signal: AbortSignal,
): Promise<PullRequestEffect> {
  const mergeBase = await forge.pullRequests.mergeBase({ number, head, ...rest }, signal);
  const base = await source.snapshot({ commit: mergeBase, ref: `refs/heads/${rest.base}` }, signal);
  const proposed = await source.snapshot({ commit: head.commit, ref: head.reference }, signal);
  // Whoever has no rights here gets no answers from the cluster either.
  const trusted = head.fork ? { ...review, planning: undefined } : review;
  return reviewPullRequest(base, proposed, trusted, signal);
}

const states = {
  deployable: 'success',
  refused: 'failure',
  unknown: 'error',
} as const satisfies Record<Verdict, CommitStatus['state']>;

async function setStatus(
  effect: PullRequestEffect,
  url: string,
  { forge, agent }: AnswerContext,
  signal: AbortSignal,
): Promise<void> {
  const status = {
    state: states[verdictOf(effect)],
    context: `tidewatch/${agent}`,
    description: effectSummary(effect),
    url,
  } as const;
  await forge.setStatus(effect.head, status, signal);
}

/** Says that a commit was not answered, and will not be: no comment, for there is nothing to read in it. */
export async function giveUpOn(
  { url, head }: PullRequest,
  { forge, agent }: Pick<AnswerContext, 'forge' | 'agent'>,
  signal: AbortSignal,
): Promise<void> {
  const status = {
    state: 'error',
    context: `tidewatch/${agent}`,
    description: 'this commit could not be looked at; the log of the agent says why',
    url,
  } as const;
  await forge.setStatus(head.commit, status, signal);
}
