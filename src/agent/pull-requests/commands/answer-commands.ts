import { messageOf } from '../../../model/errors.ts';
import type { Comment, Forge, PullRequest } from '../../../model/ports/forge.ts';
import { ForgeForbiddenError } from '../../../model/ports/forge-errors.ts';
import type { Log } from '../../../model/ports/log.ts';
import { code } from '../../../report/markdown.ts';
import { answeredComments, withAnswer } from '../../../report/pull-request/answers-comment.ts';
import { hasMarker } from '../../../report/pull-request/comment-marker.ts';
import { isForgeAway } from '../away.ts';
import { commentWriter } from '../comment-writer.ts';
import { type Command, readCommand } from './read-command.ts';

export interface CommandContext {
  readonly forge: Forge;
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** Carries a command out; gives what came of it, as Markdown. */
  readonly carryOut: (command: Command, about: PullRequest) => Promise<string>;
  readonly log: Log;
  /** Comments of strangers, by id: they are never answered, and looked at once. */
  readonly ignored: Set<string>;
  /** What came of commands whose answers could not be written yet, by comment: they are not carried out again. */
  readonly outcomes: Map<string, string>;
}

/**
 * Carries out what people with write access ask for in comments on a pull request;
 * each command once: which were answered stands in the comment with the answers.
 */
export async function answerCommands(
  pullRequest: PullRequest,
  { forge, agent, carryOut, ignored, outcomes, log }: CommandContext,
  signal: AbortSignal,
): Promise<void> {
  const { number } = pullRequest;
  const comments = await forge.conversation.comments(number, signal);
  let own = comments.find((one) => one.own && hasMarker(one.body, 'commands', agent));
  const done = answeredComments(own?.body);
  for (const comment of comments) {
    const command = comment.own ? undefined : readCommand(comment.body);
    if (command === undefined || done.has(comment.id) || ignored.has(comment.id)) continue;
    if (!(await mayCommand(comment.author))) {
      ignored.add(comment.id);
      continue;
    }
    const text =
      outcomes.get(comment.id) ??
      (await outcomeOf(command, () => carryOut(command, pullRequest), signal));
    outcomes.set(comment.id, text);
    own = await write(comment, command, text);
    outcomes.delete(comment.id);
  }

  async function mayCommand(login: string): Promise<boolean> {
    try {
      return await forge.mayWrite(login, signal);
    } catch (thrown) {
      // Who may not even ask must not take orders from anybody.
      if (!(thrown instanceof ForgeForbiddenError)) throw thrown;
      log.warn('a command in a comment is left alone', { login, error: messageOf(thrown) });
      return false;
    }
  }

  function write({ id, author }: Comment, { kind }: Command, text: string): Promise<Comment> {
    const command = kind === 'unknown' ? 'do what I do not know' : kind;
    const limits = { agent, limit: forge.commentLimit };
    const body = withAnswer(own?.body, { comment: id, author, command, text }, limits);
    return commentWriter(forge.conversation, agent).write(number, body, own, signal);
  }
}

/** A forge that is away is asked again later; whatever else goes wrong is the answer. */
async function outcomeOf(
  { kind }: Command,
  carryOut: () => Promise<string>,
  signal: AbortSignal,
): Promise<string> {
  if (kind === 'unknown') {
    return 'say `/tidewatch approve DIGEST`, `/tidewatch refresh` or `/tidewatch adopt [TARGET]`';
  }
  try {
    return await carryOut();
  } catch (thrown) {
    signal.throwIfAborted();
    if (isForgeAway(thrown)) throw thrown;
    return `that failed: ${code(messageOf(thrown))}`;
  }
}
