import type {
  Comment,
  CommitStatus,
  Forge,
  Issue,
  PullRequest,
} from '../../../src/model/ports/forge.ts';
import {
  ForgeForbiddenError,
  ForgeNotFoundError,
  ForgeRefusedError,
} from '../../../src/model/ports/forge-errors.ts';

/** A forge in memory, for what the one over HTTP does not do on request: lock, delete, be away in places. */
export interface PaperForge {
  readonly forge: Forge;
  /** What the next question for changes gives. */
  readonly changed: PullRequest[];
  readonly comments: Map<number, Comment[]>;
  readonly issues: Map<number, Issue>;
  readonly statuses: CommitStatus[];
  /** Merged pull requests by commit. */
  readonly merged: Map<string, PullRequest>;
  /** What writing throws, by what is written: `comment 7`, `issue 5`, `issue new`, `status`. */
  readonly refusals: Map<string, Error>;
  /** What was written, refused or not, in order. */
  readonly writes: string[];
}

export const locked = (what: string): Error =>
  new ForgeForbiddenError(`https://git.example.com/team/monitoring: may not write ${what}: locked`);
export const deleted = (what: string): Error =>
  new ForgeNotFoundError(`https://git.example.com/team/monitoring: cannot write ${what}: deleted`);
export const refused = (what: string): Error =>
  new ForgeRefusedError(`https://git.example.com/team/monitoring: cannot write ${what}: HTTP 422`);

export function paperForge(): PaperForge {
  let id = 100;
  const paper: Omit<PaperForge, 'forge'> = {
    changed: [],
    comments: new Map(),
    issues: new Map(),
    statuses: [],
    merged: new Map(),
    refusals: new Map(),
    writes: [],
  };
  const { changed, comments, issues, statuses, merged, refusals, writes } = paper;
  function writing(what: string): void {
    writes.push(what);
    const refusal = refusals.get(what);
    if (refusal !== undefined) throw refusal;
  }
  const forge: Forge = {
    commentLimit: 65_536,
    mayWrite: () => Promise.resolve(true),
    async setStatus(_commit, status) {
      writing('status');
      statuses.push(status);
    },
    pullRequests: {
      changedSince: () => Promise.resolve({ changed: changed.splice(0), cursor: 'cursor' }),
      containing: async (commit) => [merged.get(commit)].filter((one) => one !== undefined),
      mergeBase: () => Promise.resolve('d'.repeat(40)),
      proposed: () => Promise.resolve(undefined),
      create: () => Promise.reject(new Error('nothing is proposed here')),
    },
    conversation: {
      comments: async (number) => comments.get(number) ?? [],
      async write(number, body, given) {
        writing(`comment ${number}`);
        const all = comments.get(number) ?? [];
        const made = said({ id: given ?? String(++id), own: true, author: 'tidewatch', body });
        comments.set(number, [...all.filter((one) => one.id !== given), made]);
        return made;
      },
    },
    issues: {
      own: async () => [...issues.values()].filter(({ open }) => open),
      async write(text, given) {
        writing(`issue ${given ?? 'new'}`);
        const number = given ?? ++id;
        const issue = { ...text, number, url: `https://git.example.com/issues/${number}` };
        issues.set(number, issue);
        return issue;
      },
    },
  };
  return { forge, ...paper };
}

/** A comment as a person writes it, where nothing else is given. */
export function said(given: Partial<Comment> & Pick<Comment, 'id' | 'body'>): Comment {
  const at = '2026-01-05T08:00:00Z';
  const url = `https://git.example.com/comments/${given.id}`;
  return { author: 'ada', own: false, url, createdAt: at, updatedAt: at, ...given };
}

export function pullRequest(number: number, given: Partial<PullRequest> = {}): PullRequest {
  return {
    number,
    title: 'Change the monitoring',
    author: 'ada',
    url: `https://git.example.com/pulls/${number}`,
    state: 'open',
    head: { commit: 'a'.repeat(40), reference: `refs/pull/${number}/head`, fork: false },
    base: 'main',
    mergeCommit: undefined,
    updatedAt: '2026-01-05T08:00:00Z',
    ...given,
  };
}
