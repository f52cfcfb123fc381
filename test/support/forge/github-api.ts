import { type ForgeModel, newestFirst, openPullRequest, pullRequestIn } from './forge-model.ts';
import { checkAgainstDescription } from './github-description.ts';
import { type GitHubObjects, githubObjects } from './github-objects.ts';
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

const notFound: ApiAnswer = {
  status: 404,
  body: { message: 'Not Found', documentation_url: 'https://docs.example.com', status: '404' },
};

/** Speaks as GitHub does; every request and answer is checked against GitHub's own description. */
export const githubApi: ForgeApi = {
  prefix: '',
  repository: fullName,
  etags: true,
  answer(request, model, baseUrl) {
    if (request.path[0] === 'graphql') return viewer(model);
    const objects = githubObjects(model, baseUrl, fullName);
    const answer = answerOf(request, model, objects, baseUrl);
    checkAgainstDescription(request, answer);
    return answer;
  },
};

/** The one question in GraphQL that is asked. */
function viewer(model: ForgeModel): ApiAnswer {
  return { status: 200, body: { data: { viewer: { login: model.self } } } };
}

function answerOf(
  request: ApiRequest,
  model: ForgeModel,
  objects: GitHubObjects,
  baseUrl: string,
): ApiAnswer {
  const { method, path } = request;
  const [root, owner, repo, kind, ...rest] = path;
  if (root === 'app') return installationToken();
  if (root !== 'repos' || `${owner}/${repo}` !== fullName) return notFound;
  switch (`${method} ${kind}${rest.length > 1 ? `/${rest[1]}` : ''}`) {
    case 'GET pulls':
      return listPullRequests(request, model, objects, baseUrl);
    case 'POST pulls':
      return propose(request, model, objects);
    case 'GET commits/pulls': {
      const found = model.pullRequests.filter(({ headCommit, mergeCommit }) =>
        [headCommit, mergeCommit].includes(rest[0]),
      );
      return { status: 200, body: found.map(objects.pullRequest) };
    }
    case 'GET compare': {
      const [base = '', head] = (rest[0] ?? '').split('...');
      const of = model.pullRequests.find(({ headCommit }) => headCommit === head);
      return of === undefined ? notFound : { status: 200, body: objects.comparison(base, of) };
    }
    case 'GET collaborators/permission':
      return permission(model, objects, rest[0] ?? '');
    case 'POST statuses': {
      const status = setModelStatus(model, rest[0] ?? '', request.body);
      return { status: 201, body: objects.status(status, model.tick()) };
    }
    default:
      return issuesAnswer(request, model, objects, baseUrl, rest);
  }
}

function issuesAnswer(
  request: ApiRequest,
  model: ForgeModel,
  objects: GitHubObjects,
  baseUrl: string,
  [first, second]: readonly string[],
): ApiAnswer {
  const { method, query, body } = request;
  if (first === 'comments' && method === 'PATCH') {
    const written = writeModelComment(model, Number(second), String(body.body));
    return written === undefined ? notFound : { status: 200, body: objects.comment(written) };
  }
  if (second === 'comments') return commentsAnswer(request, model, objects, baseUrl, Number(first));
  if (method === 'POST') return { status: 201, body: objects.issue(openIssue(model, body)) };
  if (method === 'PATCH') {
    const written = writeModelIssue(model, Number(first), body);
    return written === undefined ? notFound : { status: 200, body: objects.issue(written) };
  }
  const listed = model.issues.filter(
    ({ state, author }) => state === query.get('state') && author === query.get('creator'),
  );
  return paged(request, baseUrl, newestFirst(listed), objects.issue);
}

function commentsAnswer(
  request: ApiRequest,
  model: ForgeModel,
  objects: GitHubObjects,
  baseUrl: string,
  number: number,
): ApiAnswer {
  if (pullRequestIn(model, number) === undefined) return notFound;
  if (request.method === 'GET') {
    const listed = model.comments.filter(({ pullRequest }) => pullRequest === number);
    return paged(request, baseUrl, listed, objects.comment);
  }
  const made = addModelComment(model, number, String(request.body.body));
  return { status: 201, body: objects.comment(made) };
}

function listPullRequests(
  request: ApiRequest,
  model: ForgeModel,
  objects: GitHubObjects,
  baseUrl: string,
): ApiAnswer {
  const { query } = request;
  const all = query.get('state') === 'all';
  const [owner] = fullName.split('/');
  const listed = model.pullRequests.filter(
    ({ state, fork, author, headBranch, base }) =>
      (all || state === 'open') &&
      [null, base].includes(query.get('base')) &&
      [null, `${fork ? author : owner}:${headBranch}`].includes(query.get('head')),
  );
  const sorted = query.get('sort') === 'updated' ? newestFirst(listed) : listed;
  return paged(request, baseUrl, sorted, objects.pullRequest);
}

function propose({ body }: ApiRequest, model: ForgeModel, objects: GitHubObjects): ApiAnswer {
  if (openOf(model, body.head, body.base) !== undefined) {
    const message = `A pull request already exists for team:${body.head}.`;
    const errors = [{ resource: 'PullRequest', code: 'custom', message }];
    const documentation_url = 'https://docs.example.com';
    return { status: 422, body: { message: 'Validation Failed', errors, documentation_url } };
  }
  const made = openPullRequest(model, {
    title: String(body.title),
    body: String(body.body),
    headBranch: String(body.head),
    base: String(body.base),
    author: model.self,
    headCommit: 'c'.repeat(40),
  });
  return { status: 201, body: objects.wholePullRequest(made) };
}

function permission(model: ForgeModel, objects: GitHubObjects, login: string): ApiAnswer {
  const granted = model.permissions.get(login);
  if (granted === undefined) return notFound;
  const user = { ...objects.user(login), role_name: granted };
  return { status: 200, body: { permission: granted, role_name: granted, user } };
}

function installationToken(): ApiAnswer {
  const body = { token: 'ghs_installation', expires_at: '2099-01-01T00:00:00Z' };
  return { status: 201, body };
}

function paged<T>(
  { query, path }: ApiRequest,
  baseUrl: string,
  items: readonly T[],
  show: (item: T) => object,
): ApiAnswer {
  const size = Number(query.get('per_page') ?? 30);
  if (size > 100) throw new Error('GitHub gives at most 100 a page');
  const page = pageOf(items, Number(query.get('page') ?? 1), size);
  const answer = { status: 200, body: page.items.map(show) };
  if (page.next === undefined) return answer;
  const next = new URLSearchParams(query);
  next.set('page', String(page.next));
  const link = `<${baseUrl}/${path.join('/')}?${next}>; rel="next"`;
  return { ...answer, headers: { link } };
}
