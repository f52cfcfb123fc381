import type { DriftRecord } from '../drift-record.ts';
import { driftText } from '../drift-text.ts';
import { code, codeBlock, list } from '../markdown.ts';
import { commentMarker } from './comment-marker.ts';
import { plural } from './effect-summary.ts';

/** The drift of one target; none where it is gone. */
export interface TargetDrift {
  readonly target: string;
  readonly records: readonly DriftRecord[];
}

export interface DriftCommentOptions {
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** The most characters that the forge takes. */
  readonly limit: number;
}

/** What differs on the cluster from what was merged, as Markdown; says so, too, when nothing does any more. */
export function driftComment(
  targets: readonly TargetDrift[],
  { agent, limit }: DriftCommentOptions,
): string {
  for (let most = 200; most > 1; most = Math.floor(most / 2)) {
    const body = bodyOf(targets, agent, most);
    if (body.length <= limit) return body;
  }
  const named = bodyOf(targets, agent, 0);
  return named.length <= limit ? named : countedBody(targets, agent);
}

/** One line: `2 objects drifted`, or that the drift is gone. */
export function driftHeading(targets: readonly TargetDrift[]): string {
  const count = targets.reduce((sum, { records }) => sum + records.length, 0);
  return count === 0 ? 'the drift is resolved' : `${plural(count, 'object')} drifted`;
}

function bodyOf(targets: readonly TargetDrift[], agent: string, most: number): string {
  const drifted = targets.filter(({ records }) => records.length > 0);
  const well = targets.filter(({ records }) => records.length === 0);
  const parts = [
    commentMarker('drift', agent),
    `### Tidewatch: ${driftHeading(targets)}`,
    ...(drifted.length === 0 ? [] : [explanation]),
    ...drifted.map((target) => driftPart(target, most)),
    ...(well.length === 0 ? [] : [resolvedPart(well)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

/** Where there is not even room for the names. */
function countedBody(targets: readonly TargetDrift[], agent: string): string {
  const drifted = targets.filter(({ records }) => records.length > 0).length;
  const well = targets.length - drifted;
  const parts = [
    commentMarker('drift', agent),
    `### Tidewatch: ${driftHeading(targets)}`,
    ...(drifted === 0
      ? []
      : [explanation, `${plural(drifted, 'target')} drifted: ${code('tidewatch drift')}`]),
    ...(well === 0
      ? []
      : [
          `${plural(well, 'target')} ${well === 1 ? 'is as Git has it' : 'are as Git has them'} again`,
        ]),
  ];
  return `${parts.join('\n\n')}\n`;
}

const explanation =
  'Somebody changed on the cluster what this repository has deployed. Change it back, or let Git have it: `tidewatch adopt` writes it into the right files.';

function driftPart({ target, records }: TargetDrift, most: number): string {
  const shown = records.slice(0, most);
  const more = records.length - shown.length;
  const rest = more > 0 ? `\n\nand ${more} more: ${code(`tidewatch drift ${target}`)}` : '';
  return shown.length === 0
    ? `${code(target)}${rest}`
    : `${codeBlock(driftText(target, shown))}${rest}`;
}

function resolvedPart(targets: readonly TargetDrift[]): string {
  return list(targets.map(({ target }) => `${code(target)} is as Git has it again`));
}
