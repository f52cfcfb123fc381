import { formatProblem } from '../../model/errors.ts';
import { cell, code, list, table } from '../markdown.ts';
import { commentMarker } from './comment-marker.ts';
import { affectsNothing, countsOf, effectSummary, plural } from './effect-summary.ts';
import type { PullRequestEffect, TargetEffect } from './pull-request-effect.ts';
import { type Detail, details, targetSection } from './target-section.ts';

export interface CommentOptions {
  /** Tells agents of one repository apart. */
  readonly agent: string;
  /** The most characters that the forge takes. */
  readonly limit: number;
  /** Where the whole of it can be read when it is cut; a page of the forge. */
  readonly link: string | undefined;
}

const shownProblems = 50;

/**
 * The comment for a pull request, as Markdown. When it does not fit, it says less of
 * everything: first no diffs by line, then fewer fields, then fewer objects.
 */
export function effectComment(effect: PullRequestEffect, options: CommentOptions): string {
  let body = '';
  for (const detail of details) {
    body = bodyOf(effect, options, detail);
    if (body.length <= options.limit) return body;
  }
  return cut(body, options);
}

function bodyOf(effect: PullRequestEffect, options: CommentOptions, detail: Detail): string {
  const parts = [
    commentMarker('effect', options.agent),
    `### Tidewatch: ${effectSummary(effect)}`,
    ...repositoryProblems(effect),
    ...unseenPart(effect),
    ...(effect.targets.length === 0 ? [] : [overview(effect.targets)]),
    ...effect.targets.map((target) => targetSection(target, detail, options.limit)),
    ...(detail.complete ? [] : [shortened(options)]),
    footer(effect),
  ];
  return `${parts.join('\n\n')}\n`;
}

function repositoryProblems({ problems }: PullRequestEffect): readonly string[] {
  if (problems.length === 0) return [];
  const shown = problems.slice(0, shownProblems).map((problem) => code(formatProblem(problem)));
  const more = problems.length - shown.length;
  return [list(more > 0 ? [...shown, `and ${more} more`] : shown)];
}

function unseenPart({ unseen }: PullRequestEffect): readonly string[] {
  if (unseen === 0) return [];
  const advice = 'propose less at once, or run `tidewatch diff`';
  return [
    `**${plural(unseen, 'target')} not looked at**: looking at the others took too long; ${advice}.`,
  ];
}

function overview(targets: readonly TargetEffect[]): string {
  const rows = targets.map((target) => {
    const counts = countsOf(target);
    const restarts = target.restarts.map(
      ({ id, pods }) => `${pods} of ${cell(`${id.namespace ?? ''}/${id.name}`)}`,
    );
    const volumes = new Set(
      target.volumes.map(({ id }) => cell(`${id.namespace ?? ''}/${id.name}`)),
    );
    return [
      cell(target.target),
      ...[counts.create, counts.change, counts.delete].map(String),
      restarts.join('<br>') || '–',
      [...volumes].join('<br>') || '–',
    ];
  });
  return table(
    ['target', 'create', 'change', 'delete', 'pods that restart', 'volumes touched'],
    ['left', 'right', 'right', 'right', 'left', 'left'],
    rows,
  );
}

function footer({ head, base, untouched, filesOnly }: PullRequestEffect): string {
  const others = untouched === 0 ? '' : `; ${plural(untouched, 'other target')} unchanged`;
  const alone = filesOnly ? '; by its files alone, the cluster was not asked' : '';
  return `<sub>${code(head.slice(0, 12))} against ${code(base.slice(0, 12))}${others}${alone}</sub>`;
}

function shortened({ link }: CommentOptions): string {
  const where = link === undefined ? '' : `, or look at [the changed files](${link})`;
  return `_Shortened to fit: run \`tidewatch diff\` to see all of it${where}._`;
}

/** The very last resort: what is left ends with a whole line, and no fence or fold stays open. */
function cut(body: string, options: CommentOptions): string {
  const end = `\n\n${shortened(options)}\n`;
  const lines = body.split('\n');
  let kept = '';
  for (const line of lines) {
    if (kept.length + line.length + end.length + 64 > options.limit) break;
    kept += `${line}\n`;
  }
  const open =
    (kept.match(/<details[ >]/g)?.length ?? 0) - (kept.match(/<\/details>/g)?.length ?? 0);
  const fences = kept.match(/^```+/gm) ?? [];
  const fence = fences.length % 2 === 1 ? `${fences.at(-1)}\n` : '';
  return `${kept}${fence}${'\n</details>\n'.repeat(Math.max(0, open))}${end}`;
}

/** The comment for a pull request that affected something once, and does not any more. */
export function untouchedComment(effect: PullRequestEffect, { agent }: CommentOptions): string {
  if (!affectsNothing(effect)) throw new TypeError('the pull request affects something');
  return `${commentMarker('effect', agent)}\n\n### Tidewatch: no target is affected any more\n\n${footer(effect)}\n`;
}
