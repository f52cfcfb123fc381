import type { AdoptedField, Adoption } from '../adopt/adoption.ts';
import { formatProblem } from '../model/errors.ts';
import { type JsonValue, stringifyJson } from '../model/json.ts';
import { formatFieldPath } from '../model/manifest.ts';
import { formatObjectId } from '../model/object-id.ts';
import { formatPosition } from '../model/position.ts';

/** What became of drift that was to be adopted, for people: a field each, then what was not and why. */
export function adoptionText({ adopted, refused }: Adoption): string {
  if (adopted.length + refused.length === 0) return 'nothing to adopt: nothing drifted there\n';
  const lines = [
    ...adopted.flatMap(fieldLines),
    ...refused.map((problem) => `not adopted: ${formatProblem(problem)}`),
  ];
  return `${lines.join('\n')}\n`;
}

function fieldLines(field: AdoptedField): readonly string[] {
  const { id, path, wanted, live, position } = field;
  const name = `${formatObjectId(id)}: ${formatFieldPath(path)}`;
  return [
    `adopted: ${name}: ${shortValue(wanted)} -> ${shortValue(live)}`,
    `  ${wayText(field)} at ${formatPosition(position)}`,
    ...consequences(field).map((line) => `  ${line}`),
  ];
}

const ways = {
  field: 'where it is set',
  image: 'in `images` of the kustomization',
  replicas: 'in `replicas` of the kustomization',
  generator: 'in what the generator reads',
  patch: 'by a patch in the overlay',
} as const;

/** How a field comes into Git. */
export function wayText({ way, through }: AdoptedField): string {
  return through === undefined ? ways[way] : `as ${through}`;
}

/** What else changes once the edit is applied. */
export function consequences({ renamed, alongside }: AdoptedField): readonly string[] {
  return [
    ...(renamed === undefined
      ? []
      : [`${formatObjectId(renamed.from)} becomes ${renamed.to.name}: what uses it restarts`]),
    ...(alongside.length === 0 ? [] : [`changes with it: ${alongside.join(', ')}`]),
  ];
}

const mostShown = 80;

/** A value in one line, cut where it is long. */
export function shortValue(value: JsonValue | undefined): string {
  if (value === undefined) return 'not set';
  const text = stringifyJson(value);
  return text.length <= mostShown ? text : `${text.slice(0, mostShown)}…`;
}

/** One adopted field as data. */
export interface AdoptedRecord {
  readonly target: string;
  readonly object: string;
  readonly field: string;
  readonly wanted: JsonValue | undefined;
  readonly live: JsonValue | undefined;
  readonly way: AdoptedField['way'];
  readonly through: string | undefined;
  readonly file: string;
  readonly line: number;
  readonly consequences: readonly string[];
}

export function adoptedRecord(field: AdoptedField): AdoptedRecord {
  const { target, id, path, wanted, live, way, through, position } = field;
  return {
    target,
    object: formatObjectId(id),
    field: formatFieldPath(path),
    wanted,
    live,
    way,
    through,
    file: position.file,
    line: position.line,
    consequences: consequences(field),
  };
}
