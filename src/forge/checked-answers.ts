import type { Comment, Issue, PullRequest } from '../model/ports/forge.ts';

/** What Git names a commit by. Commits become parts of file names: nothing else may pass for one. */
const commitId = /^[0-9a-f]{40}(?:[0-9a-f]{24})?$/;

export function checkedCommit(commit: string): string {
  if (typeof commit !== 'string' || !commitId.test(commit)) {
    throw new TypeError('a commit has no id of Git');
  }
  return commit;
}

export function checkedPullRequest(one: PullRequest): PullRequest {
  if (!isReadable(one)) throw new TypeError('a pull request has not what it needs');
  return one;
}

/** Whether everything is there; a merge request that has no commits yet, for one, has no head. */
export function isReadable(one: PullRequest): boolean {
  const { number, head, base, mergeCommit, title, author, url, updatedAt } = one;
  return (
    isNumber(number) &&
    commitId.test(head.commit) &&
    (mergeCommit === undefined || commitId.test(mergeCommit)) &&
    areTexts(base, title, author, url) &&
    isTime(updatedAt)
  );
}

export function checkedComment(one: Comment): Comment {
  const { id, author, body, url, createdAt } = one;
  if (!/^[1-9]\d*$/.test(id) || !areTexts(author, body, url) || !isTime(createdAt)) {
    throw new TypeError('a comment has not what it needs');
  }
  return one;
}

export function checkedIssue(one: Issue): Issue {
  if (!isNumber(one.number) || !areTexts(one.title, one.body, one.url)) {
    throw new TypeError('an issue has not what it needs');
  }
  return one;
}

function isNumber(value: unknown): boolean {
  return Number.isSafeInteger(value) && (value as number) > 0;
}

function areTexts(...values: readonly unknown[]): boolean {
  return values.every((value) => typeof value === 'string');
}

function isTime(value: unknown): boolean {
  return typeof value === 'string' && Number.isFinite(Date.parse(value));
}
