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

/** Deeper than the two parts that other forges allow. */
const project = 'group/team/monitoring';
const levels = { read: 20, write: 30, admin: 40 } as const;
const notFound: ApiAnswer = { status: 404, body: { message: '404 Not found' } };
const states: Readonly<Record<ModelPullRequest['state'], string>> = {
  open: 'opened',
  closed: 'closed',
  merged: 'merged',
};

/** Speaks as GitLab does. */
export const gitlabApi: ForgeApi = {
  prefix: '/api/v4',
  repository: project,
  etags: false,
  answer(request, model, baseUrl) {
    const [root, id, ...rest] = request.path;
    if (root === 'user') return ok(userOf(model.self));
    if (root === 'users') return ok([userOf(request.query.get('username') ?? '')]);
    if (root !== 'projects' || id !== project) return notFound;
    return projectAnswer(request, model, `${baseUrl}/${project}`, rest);
  },
};

function ok(body: unknown): ApiAnswer {
  return { status: 200, body };
}

function userOf(login: string): { readonly id: number; readonly username: string } {
  return { id: [...login].reduce((sum, one) => sum * 31 + one.charCodeAt(0), 7), username: login };
}

function projectAnswer(
  request: ApiRequest,
  model: ForgeModel,
  html: string,
  [kind, ...rest]: readonly string[],
): ApiAnswer {
  switch (kind) {
    case 'merge_requests':
      return mergeRequestsAnswer(request, model, html, rest);
    case 'issues':
      return issuesAnswer(request, model, html, rest[0]);
    case 'statuses':
      return statusAnswer(request, model, rest[0] ?? '');
    case 'members':
      return memberAnswer(model, Number(rest.at(-1)));
    case 'repository': {
      if (rest[0] === 'merge_base') {
        const refs = request.query.getAll('refs[]');
        const of = model.pullRequests.find(({ headCommit }) => refs.includes(headCommit));
        return of === undefined ? notFound : ok({ id: of.mergeBase });
      }
      const found = model.pullRequests.filter((one) =>
        [one.headCommit, one.mergeCommit].includes(rest[1]),
      );
      return ok(found.map((one) => mergeRequest(one, html)));
    }
    default:
      throw new Error(`${request.method} ${kind}: the test forge does not speak of it`);
  }
}

function mergeRequestsAnswer(
  request: ApiRequest,
  model: ForgeModel,
  html: string,
  [iid, notes, note]: readonly string[],
): ApiAnswer {
  if (notes === 'notes') return notesAnswer(request, model, Number(iid), note);
  if (request.method === 'POST') return propose(request, model, html);
  const state = request.query.get('state');
  const after = request.query.get('updated_after');
  const listed = model.pullRequests.filter(
    (one) =>
      (state === null || states[one.state] === state) &&
      [null, one.headBranch].includes(request.query.get('source_branch')) &&
      [null, one.base].includes(request.query.get('target_branch')) &&
      (after === null || Date.parse(one.updatedAt) >= Date.parse(after)),
  );
  return paged(request, newestFirst(listed), (one) => mergeRequest(one, html));
}

function propose({ body }: ApiRequest, model: ForgeModel, html: string): ApiAnswer {
  const open = openOf(model, body.source_branch, body.target_branch);
  if (open !== undefined) {
    const message = `Another open merge request already exists for this source branch: !${open.number}`;
    return { status: 409, body: { message: [message] } };
  }
  const made = openPullRequest(model, {
    title: String(body.title),
    body: String(body.description),
    headBranch: String(body.source_branch),
    base: String(body.target_branch),
    author: model.self,
    headCommit: 'c'.repeat(40),
  });
  return { status: 201, body: mergeRequest(made, html) };
}

function notesAnswer(
  request: ApiRequest,
  model: ForgeModel,
  number: number,
  id: string | undefined,
): ApiAnswer {
  if (pullRequestIn(model, number) === undefined) return notFound;
  const { method, body } = request;
  if (method === 'POST') {
    return { status: 201, body: note(addModelComment(model, number, String(body.body))) };
  }
  if (method === 'PUT') {
    const written = writeModelComment(model, Number(id), String(body.body));
    return written === undefined ? notFound : ok(note(written));
  }
  const listed = model.comments.filter(({ pullRequest }) => pullRequest === number);
  const system = { ...note({ ...blank, id: 0, pullRequest: number }), system: true };
  return paged(request, [system, ...listed.map(note)], (one) => one);
}

const blank: ModelComment = {
  id: 0,
  pullRequest: 0,
  author: 'ada',
  body: 'changed the description',
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

function issuesAnswer(
  request: ApiRequest,
  model: ForgeModel,
  html: string,
  iid: string | undefined,
): ApiAnswer {
  const { method, body } = request;
  if (method === 'POST') return { status: 201, body: issue(openIssue(model, body), html) };
  if (method === 'PUT') {
    const written = writeModelIssue(model, Number(iid), body);
    return written === undefined ? notFound : ok(issue(written, html));
  }
  const listed = model.issues.filter(
    ({ state, author }) => state === 'open' && author === model.self,
  );
  return paged(request, listed, (one) => issue(one, html));
}

/** GitLab refuses to set a status to what it is already. */
function statusAnswer({ body }: ApiRequest, model: ForgeModel, commit: string): ApiAnswer {
  const { context } = body;
  const last = model.statuses.findLast((one) => one.commit === commit && one.context === context);
  if (last?.state === body.state) {
    const message = `Cannot transition status via :enqueue from :${body.state}`;
    return { status: 400, body: { message } };
  }
  return { status: 201, body: setModelStatus(model, commit, body) };
}

function memberAnswer(model: ForgeModel, id: number): ApiAnswer {
  const login = [...model.permissions.keys()].find((one) => userOf(one).id === id);
  const granted = login === undefined ? undefined : model.permissions.get(login);
  if (login === undefined || granted === undefined) return notFound;
  return ok({ ...userOf(login), access_level: levels[granted] });
}

function mergeRequest(given: ModelPullRequest, html: string): object {
  return {
    iid: given.number,
    title: given.title,
    description: given.body,
    author: userOf(given.author),
    web_url: `${html}/-/merge_requests/${given.number}`,
    state: states[given.state],
    sha: given.headCommit,
    source_project_id: given.fork || given.pushedForReview ? 2 : 1,
    target_project_id: 1,
    source_branch: given.headBranch,
    target_branch: given.base,
    merge_commit_sha: given.mergeCommit ?? null,
    squash_commit_sha: null,
    updated_at: given.updatedAt.replace('Z', '.000Z'),
  };
}

function note({ id, author, body, createdAt, updatedAt }: ModelComment) {
  return {
    id,
    author: userOf(author),
    body,
    system: false,
    created_at: createdAt,
    updated_at: updatedAt,
  };
}

function issue({ number, title, body, state }: ModelIssue, html: string): object {
  return {
    iid: number,
    title,
    description: body,
    state: state === 'open' ? 'opened' : 'closed',
    web_url: `${html}/-/issues/${number}`,
  };
}

function paged<T>(
  { query }: ApiRequest,
  items: readonly T[],
  show: (item: T) => object,
): ApiAnswer {
  const size = Number(query.get('per_page') ?? 20);
  if (size > 100) throw new Error('GitLab gives at most 100 a page');
  const number = Number(query.get('page') ?? 1);
  const page = pageOf(items, number, size);
  const headers = {
    'x-page': String(number),
    'x-per-page': String(size),
    'x-next-page': String(page.next ?? ''),
    'x-total': String(items.length),
    'x-total-pages': String(Math.ceil(items.length / size)),
    ...(page.next === undefined ? {} : { link: linkTo(query, page.next) }),
  };
  return { status: 200, body: page.items.map(show), headers };
}

function linkTo(query: URLSearchParams, page: number): string {
  const next = new URLSearchParams(query);
  next.set('page', String(page));
  return `<http://127.0.0.1/api/v4/projects/1/list?${next}>; rel="next"`;
}
