/** Where a change is proposed and talked about: GitHub, GitLab, Gitea or Forgejo. One repository of it. */
export interface Forge {
  /** How many characters a comment may have. */
  readonly commentLimit: number;
  readonly pullRequests: PullRequests;
  readonly conversation: Conversation;
  readonly issues: Issues;
  /** Puts a status beside a commit; one of the same context is replaced. */
  setStatus(commit: string, status: CommitStatus, signal?: AbortSignal): Promise<void>;
  /** Whether a user may push to the repository; a stranger may not. */
  mayWrite(login: string, signal?: AbortSignal): Promise<boolean>;
}

/**
 * Pull requests; GitLab calls them merge requests. Every method throws a
 * `ForgeError`.
 */
export interface PullRequests {
  /**
   * Those that may have changed since the cursor was given: new commits, new
   * texts or comments, closed, merged. Without a cursor: all that are open. One
   * request where nothing changed. One that did not change may be among them.
   */
  changedSince(cursor: string | undefined, signal?: AbortSignal): Promise<PullRequestChanges>;
  /** Those that a commit of the repository belongs to, in no order. */
  containing(commit: string, signal?: AbortSignal): Promise<readonly PullRequest[]>;
  /** The commit where a pull request leaves its base branch: what it is to be compared with. */
  mergeBase(of: PullRequest, signal?: AbortSignal): Promise<string>;
  /** The open one that proposes to merge a branch of the repository itself; `undefined` where there is none. */
  proposed(
    of: Pick<Proposal, 'head' | 'base'>,
    signal?: AbortSignal,
  ): Promise<PullRequest | undefined>;
  /** Proposes to merge a branch of the repository. Refused where an open one does already. */
  create(proposal: Proposal, signal?: AbortSignal): Promise<PullRequest>;
}

export interface PullRequestChanges {
  readonly changed: readonly PullRequest[];
  /** Where to go on from; nobody but the forge looks inside. */
  readonly cursor: string;
}

export interface PullRequest {
  readonly number: number;
  /** Written by whoever proposed it: never trust it. */
  readonly title: string;
  readonly author: string;
  /** The page for people. */
  readonly url: string;
  readonly state: 'open' | 'merged' | 'closed';
  readonly head: {
    /** The newest commit. */
    readonly commit: string;
    /** Where the repository itself has that commit, for fork and own branches alike. */
    readonly reference: string;
    /** Whether somebody without the right to push may have made it: it is no branch of the repository itself. */
    readonly fork: boolean;
  };
  /** The branch it is to be merged into. */
  readonly base: string;
  /** What it became on the base branch; `undefined` unless `merged`. */
  readonly mergeCommit: string | undefined;
  /** RFC 3339. */
  readonly updatedAt: string;
}

export interface Proposal {
  readonly title: string;
  readonly body: string;
  /** The branch with the change. */
  readonly head: string;
  readonly base: string;
}

/** What is said about a pull request. */
export interface Conversation {
  /** All comments, oldest first. */
  comments(pullRequest: number, signal?: AbortSignal): Promise<readonly Comment[]>;
  /** Writes a new comment, or other words for the one with that id. */
  write(
    pullRequest: number,
    body: string,
    id: string | undefined,
    signal?: AbortSignal,
  ): Promise<Comment>;
}

export interface Comment {
  readonly id: string;
  readonly author: string;
  /** Whether the forge says that we wrote it. */
  readonly own: boolean;
  readonly body: string;
  /** The page for people. */
  readonly url: string;
  /** RFC 3339. */
  readonly createdAt: string;
  /** RFC 3339. */
  readonly updatedAt: string;
}

export interface Issues {
  /** The open issues that we wrote. */
  own(signal?: AbortSignal): Promise<readonly Issue[]>;
  /** Opens an issue, or gives the one with that number another state and words. */
  write(issue: IssueText, number: number | undefined, signal?: AbortSignal): Promise<Issue>;
}

export interface IssueText {
  readonly title: string;
  readonly body: string;
  readonly open: boolean;
}

export interface Issue extends IssueText {
  readonly number: number;
  readonly url: string;
}

export interface CommitStatus {
  readonly state: 'pending' | 'success' | 'failure' | 'error';
  /** Which check it is: `tidewatch/production`. */
  readonly context: string;
  /** One line. What is too long for the forge is cut. */
  readonly description: string;
  /** Where to read more. */
  readonly url: string | undefined;
}

/** Tells whether one webhook comes from the forge. What it says is nobody's business. */
export interface WebhookCheck {
  /** Takes the next part of the body. */
  update(chunk: Uint8Array): void;
  /** Once the whole body was taken. */
  isGenuine(headers: Readonly<Record<string, string | readonly string[] | undefined>>): boolean;
}
