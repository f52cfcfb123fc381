/** What the test forge keeps of one repository, whatever API it is asked through. */
export interface ForgeModel {
  readonly pullRequests: ModelPullRequest[];
  readonly comments: ModelComment[];
  readonly issues: ModelIssue[];
  readonly statuses: ModelStatus[];
  /** What users may do, by login. */
  readonly permissions: Map<string, 'admin' | 'write' | 'read'>;
  /** Whose token the server takes. */
  readonly self: string;
  /** The time of the next change: one second later at each. */
  tick(): string;
  nextId(): number;
}

export interface ModelPullRequest {
  readonly number: number;
  title: string;
  body: string;
  readonly author: string;
  state: 'open' | 'closed' | 'merged';
  headBranch: string;
  headCommit: string;
  readonly fork: boolean;
  /** Pushed to `refs/for/…` of Gitea, as whoever may read can; other forges know forks alone. */
  readonly pushedForReview: boolean;
  readonly base: string;
  /** Where it leaves the base branch. */
  readonly mergeBase: string;
  mergeCommit: string | undefined;
  readonly createdAt: string;
  updatedAt: string;
}

export interface ModelComment {
  readonly id: number;
  readonly pullRequest: number;
  readonly author: string;
  body: string;
  readonly createdAt: string;
  updatedAt: string;
}

export interface ModelIssue {
  readonly number: number;
  title: string;
  body: string;
  readonly author: string;
  state: 'open' | 'closed';
  readonly createdAt: string;
  updatedAt: string;
}

export interface ModelStatus {
  readonly commit: string;
  readonly context: string;
  readonly state: string;
  readonly description: string;
  readonly url: string | undefined;
}

export function forgeModel(self = 'tidewatch-bot'): ForgeModel {
  let time = Date.parse('2026-01-05T08:00:00Z');
  let id = 0;
  return {
    pullRequests: [],
    comments: [],
    issues: [],
    statuses: [],
    permissions: new Map([[self, 'write']]),
    self,
    tick() {
      time += 1000;
      return new Date(time).toISOString().replace('.000Z', 'Z');
    },
    nextId: () => ++id,
  };
}

/** Opens a pull request as a person does. */
export function openPullRequest(
  model: ForgeModel,
  given: Partial<ModelPullRequest> & { readonly headCommit: string },
): ModelPullRequest {
  const at = model.tick();
  const made: ModelPullRequest = {
    number: model.nextId(),
    title: 'Change the monitoring',
    body: '',
    author: 'ada',
    state: 'open',
    headBranch: 'change',
    fork: false,
    pushedForReview: false,
    base: 'main',
    mergeBase: 'd'.repeat(40),
    mergeCommit: undefined,
    createdAt: at,
    updatedAt: at,
    ...given,
  };
  model.pullRequests.push(made);
  return made;
}

/** Says something as a person does. */
export function comment(
  model: ForgeModel,
  pullRequest: number,
  author: string,
  body: string,
): ModelComment {
  const at = model.tick();
  const made = { id: model.nextId(), pullRequest, author, body, createdAt: at, updatedAt: at };
  model.comments.push(made);
  touch(model, pullRequest, at);
  return made;
}

/** Changes a pull request as a push, a merge or an edit does. */
export function changePullRequest(
  model: ForgeModel,
  number: number,
  change: Partial<Pick<ModelPullRequest, 'headCommit' | 'state' | 'title' | 'mergeCommit'>>,
): void {
  const found = pullRequestIn(model, number);
  if (found === undefined) throw new Error(`there is no pull request ${number}`);
  Object.assign(found, change);
  found.updatedAt = model.tick();
}

export function pullRequestIn(model: ForgeModel, number: number): ModelPullRequest | undefined {
  return model.pullRequests.find((one) => one.number === number);
}

export function touch(model: ForgeModel, number: number, at: string): void {
  const found = pullRequestIn(model, number);
  if (found !== undefined) found.updatedAt = at;
}

/** Newest change first. */
export function newestFirst<T extends { readonly updatedAt: string; readonly number: number }>(
  items: readonly T[],
): readonly T[] {
  return [...items].sort(
    (a, b) => Date.parse(b.updatedAt) - Date.parse(a.updatedAt) || b.number - a.number,
  );
}
