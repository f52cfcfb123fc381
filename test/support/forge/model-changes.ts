import type {
  ForgeModel,
  ModelComment,
  ModelIssue,
  ModelPullRequest,
  ModelStatus,
} from './forge-model.ts';
import { touch } from './forge-model.ts';

type Body = Readonly<Record<string, unknown>>;

/** The open pull request of a branch of the repository: every forge refuses another. */
export function openOf(
  { pullRequests }: ForgeModel,
  head: unknown,
  base: unknown,
): ModelPullRequest | undefined {
  return pullRequests.find(
    (one) =>
      one.state === 'open' &&
      one.headBranch === head &&
      one.base === base &&
      !one.fork &&
      !one.pushedForReview,
  );
}

/** Says something in the name of the token's owner. */
export function addModelComment(
  model: ForgeModel,
  pullRequest: number,
  body: string,
): ModelComment {
  const at = model.tick();
  const made: ModelComment = {
    id: model.nextId(),
    pullRequest,
    author: model.self,
    body,
    createdAt: at,
    updatedAt: at,
  };
  model.comments.push(made);
  touch(model, pullRequest, at);
  return made;
}

export function writeModelComment(
  model: ForgeModel,
  id: number,
  body: string,
): ModelComment | undefined {
  const found = model.comments.find((one) => one.id === id);
  if (found === undefined) return undefined;
  found.body = body;
  found.updatedAt = model.tick();
  return found;
}

export function setModelStatus(model: ForgeModel, commit: string, body: Body): ModelStatus {
  const status: ModelStatus = {
    commit,
    context: String(body.context ?? body.name ?? 'default'),
    state: String(body.state),
    description: String(body.description ?? ''),
    url: typeof body.target_url === 'string' ? body.target_url : undefined,
  };
  model.statuses.push(status);
  return status;
}

export function openIssue(model: ForgeModel, body: Body): ModelIssue {
  const at = model.tick();
  const made: ModelIssue = {
    number: model.nextId(),
    title: String(body.title),
    body: String(body.body ?? body.description ?? ''),
    author: model.self,
    state: 'open',
    createdAt: at,
    updatedAt: at,
  };
  model.issues.push(made);
  return made;
}

export function writeModelIssue(
  model: ForgeModel,
  number: number,
  body: Body,
): ModelIssue | undefined {
  const found = model.issues.find((one) => one.number === number);
  if (found === undefined) return undefined;
  found.title = String(body.title ?? found.title);
  found.body = String(body.body ?? body.description ?? found.body);
  const { state, state_event } = body;
  if (state === 'closed' || state_event === 'close') found.state = 'closed';
  if (state === 'open' || state_event === 'reopen') found.state = 'open';
  found.updatedAt = model.tick();
  return found;
}
