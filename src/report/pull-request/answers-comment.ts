import { code, list } from '../markdown.ts';
import { commentMarker } from './comment-marker.ts';

/** A command that was carried out, or could not be. */
export interface CommandAnswer {
  /** The comment that it stood in. */
  readonly comment: string;
  readonly author: string;
  /** `approve`, `refresh`, … */
  readonly command: string;
  /** What came of it, as Markdown of ours. */
  readonly text: string;
}

export interface AnswersCommentOptions {
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** The most characters that the forge takes. */
  readonly limit: number;
}

/** Older answers are forgotten; that they were given never is. */
const mostAnswers = 30;
/** Characters of one answer; what is longer is cut, and stands in code then. */
const longestText = 2_000;
const answered = /^<!-- tidewatch answered((?: \d+)*) -->$/m;
const itemStart = '- ';

/** The comments whose commands were answered already, as our own comment has it. */
export function answeredComments(body: string | undefined): ReadonlySet<string> {
  const ids = answered.exec(body ?? '')?.[1]?.trim() ?? '';
  return new Set(ids === '' ? [] : ids.split(' '));
}

/** Our comment with one answer more, and without the oldest ones where it would be too long. `before`: as it is now. */
export function withAnswer(
  before: string | undefined,
  answer: CommandAnswer,
  { agent, limit }: AnswersCommentOptions,
): string {
  const ids = [...answeredComments(before), answer.comment];
  const old = (before ?? '').split('\n').filter((line) => line.startsWith(itemStart));
  const item = list([`${code(answer.author)} asked to ${answer.command}: ${cut(answer.text)}`]);
  const head = [
    commentMarker('commands', agent),
    `<!-- tidewatch answered ${ids.join(' ')} -->`,
    '### Tidewatch: commands',
  ].join('\n\n');
  const answers = [...old, item].slice(-mostAnswers);
  const bodyOf = () => `${head}\n\n${answers.join('\n')}\n`;
  while (answers.length > 1 && bodyOf().length > limit) answers.shift();
  return bodyOf();
}

/** Half of a code span would let out what it holds. */
function cut(text: string): string {
  return text.length <= longestText ? text : code(`${text.slice(0, longestText)}…`);
}
