import type { AdoptedField, Adoption } from '../../adopt/adoption.ts';
import { formatProblem } from '../../model/errors.ts';
import { formatFieldPath } from '../../model/manifest.ts';
import { formatObjectId } from '../../model/object-id.ts';
import { formatPosition } from '../../model/position.ts';
import { consequences, shortValue, wayText } from '../adoption-text.ts';
import { cell, code, list, table } from '../markdown.ts';

/** More fields and refusals than this are counted. */
const mostShown = 50;

/** The subject of the commit, which is the title of the pull request. */
export function adoptionTitle({ adopted }: Pick<Adoption, 'adopted'>): string {
  const [first] = adopted;
  if (first === undefined) return 'Adopt drift';
  const targets = [...new Set(adopted.map(({ target }) => target))].join(', ');
  const what =
    adopted.length === 1
      ? `${formatFieldPath(first.path)} of ${formatObjectId(first.id)}`
      : `${adopted.length} live fields`;
  return `Adopt ${what} (${targets})`;
}

/** Why the pull request is there, and what it does and does not do. */
export function adoptionBody({ adopted, refused }: Adoption): string {
  const besides = [...new Set(adopted.flatMap(consequences))];
  return [
    'This was changed on the cluster, behind the back of Git. Merging it makes Git want what is live already; closing it leaves Git as it is, and the drift to the policy of its target.',
    fieldTable(adopted.slice(0, mostShown)),
    ...more(adopted.length),
    'Each edit was rendered before it was proposed: every target wants what it wanted, but for these fields.',
    ...(besides.length === 0 ? [] : [`Besides:\n\n${list(besides.map(code))}`]),
    ...(refused.length === 0
      ? []
      : [
          `Not adopted:\n\n${list(refused.slice(0, mostShown).map((one) => code(formatProblem(one))))}`,
          ...more(refused.length),
        ]),
  ]
    .join('\n\n')
    .concat('\n');
}

function more(count: number): readonly string[] {
  return count <= mostShown ? [] : [`… and ${count - mostShown} more.`];
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
