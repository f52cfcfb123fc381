import { isReferenceName } from './reference.ts';

/** A commit as people write it: a name, and the way from there: `main~3^2`. */
export interface CommitExpression {
  /** A branch, a tag, a full reference, an id, or `HEAD`. */
  readonly name: string;
  readonly steps: readonly ParentStep[];
}

/** From a commit to a parent of it, from there to the parent of the same number, and so on. */
export interface ParentStep {
  /** 1 is the first one. */
  readonly parent: number;
  readonly times: number;
}

/** What may stand behind a name; `~` and `^` alone mean 1. */
const suffix = /~(?<generations>\d*)|\^(?<parent>\d+|(?!\{))|\^\{(?:commit)?\}/y;

/**
 * Reads what Git understands of the way from one commit to another (gitrevisions): `~N`, `^N`, and `^0`, `^{}`
 * and `^{commit}`, which stay where they are. `@` is `HEAD`. `undefined` where it is anything else.
 */
export function parseCommitExpression(text: string): CommitExpression | undefined {
  const [written = ''] = /^[^~^]*/.exec(text) ?? [];
  const name = written === '@' ? 'HEAD' : written;
  if (!isReferenceName(name)) return undefined;
  const steps: ParentStep[] = [];
  for (let at = written.length; at < text.length; at = suffix.lastIndex) {
    suffix.lastIndex = at;
    const groups = suffix.exec(text)?.groups;
    if (groups === undefined) return undefined;
    steps.push(...stepOf(groups));
  }
  return { name, steps };
}

function stepOf({ generations, parent }: Partial<Record<string, string>>): readonly ParentStep[] {
  if (generations !== undefined) return [{ parent: 1, times: numberOf(generations) }];
  const number = parent === undefined ? 0 : numberOf(parent);
  return number === 0 ? [] : [{ parent: number, times: 1 }];
}

function numberOf(digits: string): number {
  return digits === '' ? 1 : Number(digits);
}
