import type { AdoptedField, Adoption } from '../../adopt/adoption.ts';
import { formatProblem } from '../../model/errors.ts';
import { formatFieldPath } from '../../model/manifest.ts';
import { formatObjectId } from '../../model/object-id.ts';
import { formatPosition } from '../../model/position.ts';
import { consequences, shortValue, wayText } from '../adoption-text.ts';
import { cell, code, list, table } from '../markdown.ts';
import { plural } from './effect-summary.ts';

/** So many fields, consequences and refusals are shown, the rest counted: fewer where that is too long. */
const mostShown = [50, 20, 5, 0] as const;
/** More targets than this are counted in the title. */
const mostTargets = 3;
/** GitHub and GitLab take about 256 characters. */
const titleLimit = 200;

/** The subject of the commit, which is the title of the pull request. */
export function adoptionTitle({ adopted }: Pick<Adoption, 'adopted'>): string {
  const [first] = adopted;
  if (first === undefined) return 'Adopt drift';
  const names = [...new Set(adopted.map(({ target }) => target))];
  const others = names.length > mostTargets ? ` and ${names.length - mostTargets} more` : '';
  const targets = `${names.slice(0, mostTargets).join(', ')}${others}`;
  const what =
    adopted.length === 1
      ? `${formatFieldPath(first.path)} of ${formatObjectId(first.id)}`
      : `${adopted.length} live fields`;
  const title = [...`Adopt ${what} (${targets})`];
  return title.length <= titleLimit
    ? title.join('')
    : `${title.slice(0, titleLimit - 1).join('')}…`;
}

/**
 * Why the pull request is there, and what it does and does not do: in at most `limit`
 * characters, as many as the forge takes.
 */
export function adoptionBody(adoption: Adoption, limit: number): string {
  const bodies = mostShown.map((most) => bodyWith(adoption, most));
  const [shortest = ''] = bodies.slice(-1);
  return bodies.find((body) => body.length <= limit) ?? shortest;
}

function bodyWith({ adopted, refused }: Adoption, most: number): string {
  const besides = [...new Set(adopted.flatMap(consequences))];
  return [
    'This was changed on the cluster, behind the back of Git. Merging it makes Git want what is live already; closing it leaves Git as it is, and the drift to the policy of its target.',
    ...(most === 0 ? [] : [fieldTable(adopted.slice(0, most))]),
    ...more(adopted.length, most, 'field'),
    'Each edit was rendered before it was proposed: every target wants what it wanted, but for these fields.',
    ...shortList('Besides:', besides, most),
    ...shortList('Not adopted:', refused.map(formatProblem), most),
  ]
    .join('\n\n')
    .concat('\n');
}

function shortList(title: string, lines: readonly string[], most: number): readonly string[] {
  if (lines.length === 0) return [];
  const shown = lines.slice(0, most).map(code);
  return [shown.length === 0 ? title : `${title}\n\n${list(shown)}`, ...more(lines.length, most)];
}

function more(count: number, most: number, what?: string): readonly string[] {
  if (count <= most) return [];
  if (most > 0) return [`… and ${count - most} more.`];
  return [
    what === undefined
      ? `${count}, too many to show.`
      : `${plural(count, what)}, too many to show.`,
  ];
}

function fieldTable(fields: readonly AdoptedField[]): string {
  const columns = ['object', 'field', 'in Git', 'live', 'changed by', 'edited'];
  const rows = fields.map((field) => [
    cell(formatObjectId(field.id)),
    cell(formatFieldPath(field.path)),
    cell(shortValue(field.wanted)),
    cell(shortValue(field.live)),
    field.by === undefined ? '' : cell(field.by),
    cell(`${formatPosition(field.position)}, ${wayText(field).replaceAll('`', '')}`),
  ]);
  const alignments = columns.map(() => 'left' as const);
  return table(columns, alignments, rows);
}
