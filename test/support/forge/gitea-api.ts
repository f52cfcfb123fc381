import {
  type ForgeModel,
  type ModelComment,
  type ModelIssue,
  type ModelPullRequest,
  newestFirst,
  openPullRequest,
  pullRequestIn,
} from './forge-model.ts';
import {
  addModelComment,
  openIssue,
  openOf,
  setModelStatus,
  writeModelComment,
  writeModelIssue,
} from './model-changes.ts';
import { type ApiAnswer, type ApiRequest, type ForgeApi, pageOf } from './test-forge.ts';

const fullName = 'team/monitoring';
const notFound: ApiAnswer = { status: 404, body: { message: 'The target could not be found.' } };

/** Speaks as Gitea and Forgejo do. */
export const giteaApi: ForgeApi = {
  prefix: '/api/v1',
  repository: fullName,
  etags: false,
  answer(request, model, baseUrl) {
    const [root, owner, repo, kind, ...rest] = request.path;
    if (root === 'user') return ok({ login: model.self });
    if (root !== 'repos' || `${owner}/${repo}` !== fullName) return notFound;
    const html = `${baseUrl}/${fullName}`;
    switch (kind) {
      case 'pulls':
        return pullsAnswer(request, model, html, rest[0]);
      case 'commits':
        return commitAnswer(model, html, rest[0]);
      case 'issues':
        return issuesAnswer(request, model, html, rest);
      case 'statuses':
        return { status: 201, body: setModelStatus(model, rest[0] ?? '', request.body) };
      case 'collaborators': {
        const permission = model.permissions.get(rest[0] ?? '');
        return permission === undefined ? notFound : ok({ permission });
      }
      default:
        throw new Error(`${request.method} ${kind}: the test forge does not speak of it`);
    }
  },
};

function ok(body: unknown): ApiAnswer {
  return { status: 200, body };
}

function commitAnswer(model: ForgeModel, html: string, commit: string | undefined): ApiAnswer {
  const found = model.pullRequests.find(
    ({ mergeCommit }) => mergeCommit !== undefined && mergeCommit === commit,
  );
  return found === undefined ? notFound : ok(pullRequest(found, html));
}

function pullsAnswer(
  request: ApiRequest,
  model: ForgeModel,
  html: string,
  number: string | undefined,
): ApiAnswer {
  if (number !== undefined) {
    const found = pullRequestIn(model, Number(number));
    return found === undefined ? notFound : ok(pullRequest(found, html));
  }
  const { method, query, body } = request;
  if (method === 'POST') {
    if (openOf(model, body.head, body.base) !== undefined) {
      const message = 'pull request already exists for these targets';
      return { status: 409, body: { message } };
    }
    const made = openPullRequest(model, {
      title: String(body.title),
      body: String(body.body),
      headBranch: String(body.head),
      base: String(body.base),
      author: model.self,
      headCommit: 'c'.repeat(40),
    });
    return { status: 201, body: pullRequest(made, html) };
  }
  const all = query.get('state') === 'all';
  const listed = model.pullRequests.filter(({ state }) => all || state === 'open');
  const sorted = query.get('sort') === 'recentupdate' ? newestFirst(listed) : listed;
  return paged(request, sorted, (one) => pullRequest(one, html));
}

function issuesAnswer(
  request: ApiRequest,
  model: ForgeModel,
  html: string,
  [first, second]: readonly string[],
): ApiAnswer {
  const { method, query, body } = request;
  if (first === 'comments') {
    const written = writeModelComment(model, Number(second), String(body.body));
    return written === undefined ? notFound : ok(comment(written, html));
  }
  if (second === 'comments') return commentsAnswer(request, model, html, Number(first));
  if (method === 'POST') return { status: 201, body: issue(openIssue(model, body), html) };
  if (method === 'PATCH') {
    const written = writeModelIssue(model, Number(first), body);
    return written === undefined ? notFound : { status: 201, body: issue(written, html) };
  }
  const listed = model.issues.filter(
    ({ state, author }) => state === 'open' && author === query.get('created_by'),
  );
  return paged(request, listed, (one) => issue(one, html));
}

/** Gitea gives the comments of one issue all at once. */
function commentsAnswer(
  { method, body }: ApiRequest,
  model: ForgeModel,
  html: string,
  number: number,
): ApiAnswer {
  if (pullRequestIn(model, number) === undefined) return notFound;
  if (method === 'POST') {
    const made = addModelComment(model, number, String(body.body));
    return { status: 201, body: comment(made, html) };
  }
  const listed = model.comments.filter(({ pullRequest: of }) => of === number);
  return ok(listed.map((one) => comment(one, html)));
}

function pullRequest(given: ModelPullRequest, html: string): object {
  return {
    number: given.number,
    title: given.title,
    body: given.body,
    user: { login: given.author },
    html_url: `${html}/pulls/${given.number}`,
    state: given.state === 'open' ? 'open' : 'closed',
    merged: given.state === 'merged',
    merge_commit_sha: given.mergeCommit ?? null,
    head: headOf(given),
    base: { label: given.base, ref: given.base, sha: 'b'.repeat(40), repo_id: 1 },
    merge_base: given.mergeBase,
    updated_at: given.updatedAt,
  };
}

function headOf({ number, headBranch, headCommit: sha, fork, pushedForReview }: ModelPullRequest) {
  return pushedForReview
    ? { label: '', ref: `refs/pull/${number}/head`, sha, repo_id: 1 }
    : { label: headBranch, ref: headBranch, sha, repo_id: fork ? 2 : 1 };
}

function comment({ id, author, body, createdAt, updatedAt, ...given }: ModelComment, html: string) {
  return {
    id,
    body,
    user: { login: author },
    html_url: `${html}/pulls/${given.pullRequest}#issuecomment-${id}`,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function issue({ number, title, body, state }: ModelIssue, html: string): object {
  return { number, title, body, state, html_url: `${html}/issues/${number}` };
}

function paged<T>({ query }: ApiRequest, items: readonly T[], show: (item: T) => object) {
  // The server's own limit; who asks for more gets this many.
  const size = Math.min(Number(query.get('limit') ?? 30), 50);
  const page = pageOf(items, Number(query.get('page') ?? 1), size);
  return ok(page.items.map(show));
}
