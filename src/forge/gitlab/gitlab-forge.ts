import type { IssueSchema, NoteSchema } from '@gitbeaker/rest';
import type { Comment, Conversation, Forge, Issue, Issues } from '../../model/ports/forge.ts';
import { ForgeNotFoundError, ForgeRefusedError } from '../../model/ports/forge-errors.ts';
import { cutLine } from '../cut-line.ts';
import type { ForgeLocation, TokenCredentials } from '../forge-options.ts';
import { allPages } from '../page-limit.ts';
import { type GitLabClient, gitlabClient } from './gitlab-client.ts';
import { gitlabMergeRequests } from './gitlab-merge-requests.ts';

const perPage = 100;

/** The access level from which on one may push. */
const developer = 30;

const states = {
  pending: 'pending',
  success: 'success',
  failure: 'failed',
  error: 'failed',
} as const;

/** A project on GitLab. */
export function gitlabForge(location: ForgeLocation, credentials: TokenCredentials): Forge {
  const client = gitlabClient(location, credentials);
  const { call, commits, members, project, users } = client;
  return {
    commentLimit: 1_000_000,
    pullRequests: gitlabMergeRequests(client),
    conversation: conversationOf(client, location.url),
    issues: issuesOf(client),
    async setStatus(commit, { state, context, description, url }, signal) {
      try {
        await call(`set the status of commit ${commit}`, signal, () =>
          commits.editStatus(project, commit, states[state], {
            context,
            description: cutLine(description, 255),
            ...(url === undefined ? {} : { targetUrl: url }),
          }),
        );
      } catch (thrown) {
        // GitLab refuses to set a status to what it is.
        if (thrown instanceof ForgeRefusedError && /cannot transition status/i.test(thrown.message))
          return;
        throw thrown;
      }
    },
    async mayWrite(login, signal) {
      try {
        const { access_level } = await call(`ask what ${login} may do`, signal, async () => {
          const [user] = await users.all({ username: login, page: 1, perPage: 1 });
          if (user === undefined) return { access_level: 0 };
          return members.show(project, user.id, { includeInherited: true });
        });
        return access_level >= developer;
      } catch (thrown) {
        if (thrown instanceof ForgeNotFoundError) return false;
        throw thrown;
      }
    },
  };
}

function conversationOf(client: GitLabClient, url: string): Conversation {
  const { call, notes, project, userId } = client;
  return {
    async comments(pullRequest, signal) {
      const doing = `read the notes of merge request ${pullRequest}`;
      const listed = await call(doing, signal, () =>
        allPages(perPage, (page) =>
          notes.all(project, pullRequest, { sort: 'asc', orderBy: 'created_at', perPage, page }),
        ),
      );
      const self = await userId();
      return listed
        .filter(({ system }) => !system)
        .map((note) => commentOf(note, self, url, pullRequest));
    },
    async write(pullRequest, body, id, signal) {
      const doing = `write a note on merge request ${pullRequest}`;
      const note = await call(doing, signal, () =>
        id === undefined
          ? notes.create(project, pullRequest, body)
          : notes.edit(project, pullRequest, Number(id), { body }),
      );
      return commentOf(note, note.author.id, url, pullRequest);
    },
  };
}

function commentOf(note: NoteSchema, self: number, url: string, pullRequest: number): Comment {
  return {
    id: String(note.id),
    author: note.author.username,
    own: note.author.id === self,
    body: note.body,
    url: `${url}/-/merge_requests/${pullRequest}#note_${note.id}`,
    createdAt: note.created_at,
    updatedAt: note.updated_at,
  };
}

function issuesOf({ call, issues, project }: GitLabClient): Issues {
  return {
    async own(signal) {
      const listed = await call('list issues', signal, () =>
        allPages(perPage, (page) =>
          issues.all({
            projectId: project,
            scope: 'created_by_me',
            state: 'opened',
            perPage,
            page,
          }),
        ),
      );
      return listed.map(issueOf);
    },
    async write({ title, body, open }, number, signal) {
      const doing = number === undefined ? 'open an issue' : `write issue ${number}`;
      const written = await call(doing, signal, () =>
        number === undefined
          ? issues.create(project, title, { description: body })
          : issues.edit(project, number, {
              title,
              description: body,
              stateEvent: open ? 'reopen' : 'close',
            }),
      );
      return issueOf(written);
    },
  };
}

function issueOf({ iid, title, description, state, web_url }: IssueSchema): Issue {
  return { number: iid, title, body: description ?? '', open: state === 'opened', url: web_url };
}
