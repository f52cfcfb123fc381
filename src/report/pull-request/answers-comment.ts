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

/** Older answers are forgotten; that they were given never is. */
const mostAnswers = 30;
const answered = /^<!-- tidewatch answered((?: \d+)*) -->$/m;
const itemStart = '- ';

/** The comments whose commands were answered already, as our own comment has it. */
export function answeredComments(body: string | undefined): ReadonlySet<string> {
  const ids = answered.exec(body ?? '')?.[1]?.trim() ?? '';
  return new Set(ids === '' ? [] : ids.split(' '));
}

/** Our comment with one answer more. `before`: as it is now. */
export function withAnswer(
  before: string | undefined,
  answer: CommandAnswer,
  agent: string,
): string {
  const ids = [...answeredComments(before), answer.comment];
  const old = (before ?? '').split('\n').filter((line) => line.startsWith(itemStart));
  const item = list([`${code(answer.author)} asked to ${answer.command}: ${answer.text}`]);
  return `${[
    commentMarker('commands', agent),
    `<!-- tidewatch answered ${ids.join(' ')} -->`,
    '### Tidewatch: commands',
    [...old, item].slice(-mostAnswers).join('\n'),
  ].join('\n\n')}\n`;
}
