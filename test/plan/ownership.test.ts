import { describe, expect, it } from 'vitest';
import { ownershipProblem } from '../../src/plan/ownership.ts';
import { configMap, rendered } from '../support/objects.ts';

const key = '/ConfigMap/ns/a';
const other = new Set(['/ConfigMap/ns/other']);

/** What the target `web` is told when the object has this label on the cluster. */
function told(
  label: string | undefined,
  known: readonly string[],
  wants: Readonly<Record<string, ReadonlySet<string>>> = {},
) {
  const [object] = rendered([configMap('a', {}, { namespace: 'ns' })]);
  const labels = label === undefined ? {} : { 'tidewatch.dev/target': label };
  const live = configMap('a', {}, { namespace: 'ns', labels });
  const others = { known: new Set(known), wants: new Map(Object.entries(wants)) };
  return object === undefined ? undefined : ownershipProblem(object, live, 'web', others)?.what;
}

describe('a target may have an object', () => {
  it.each<[string, string | undefined, string[], Record<string, ReadonlySet<string>>]>([
    ['that nobody has', undefined, ['web', 'db'], {}],
    ['that it has', 'web', ['web', 'db'], {}],
    [
      'that it has, even if another one wants it, too',
      'web',
      ['web', 'db'],
      { db: new Set([key]) },
    ],
    ['of a target that is gone', 'old', ['web', 'db'], {}],
    ['that the other target does not want any more', 'db', ['web', 'db'], { db: other }],
  ])('%s', (_what, label, known, wants) => {
    expect(told(label, known, wants)).toBeUndefined();
  });
});

describe('a target may not have an object', () => {
  it.each<[string, string | undefined, string[], Record<string, ReadonlySet<string>>, string]>([
    [
      'that another one has, for all that is known',
      'db',
      ['web', 'db'],
      {},
      'the target "db" has the same object',
    ],
    [
      'that another one has and wants',
      'db',
      ['web', 'db'],
      { db: new Set([key]) },
      'the target "db" has the same object',
    ],
    [
      'that another one wants, too, while nobody has it',
      undefined,
      ['web', 'db'],
      { db: new Set([key]) },
      'the target "db" produces the same object',
    ],
    [
      'of a target that is gone, when another one wants it, too',
      'old',
      ['web', 'db'],
      { db: new Set([key]), web: new Set([key]) },
      'the target "db" produces the same object',
    ],
  ])('%s', (_what, label, known, wants, expected) => {
    expect(told(label, known, wants)).toBe(expected);
  });
});
