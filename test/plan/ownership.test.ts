import { describe, expect, it } from 'vitest';
import { ownershipProblem } from '../../src/plan/ownership.ts';
import { configMap, rendered } from '../support/objects.ts';

const key = '/ConfigMap/ns/a';
const other = new Set(['/ConfigMap/ns/other']);

/** What the target `web` is told when the object has this label on the cluster. */
function told(
  label: string | undefined,
  gone: readonly string[],
  wants: Readonly<Record<string, ReadonlySet<string>>> = {},
) {
  const [object] = rendered([configMap('a', {}, { namespace: 'ns' })]);
  const labels = label === undefined ? {} : { 'tidewatch.dev/target': label };
  const live = configMap('a', {}, { namespace: 'ns', labels });
  const others = { gone: new Set(gone), wants: new Map(Object.entries(wants)) };
  return object === undefined ? undefined : ownershipProblem(object, live, 'web', others)?.what;
}

describe('a target may have an object', () => {
  it.each<[string, string | undefined, string[], Record<string, ReadonlySet<string>>]>([
    ['that nobody has', undefined, ['old'], {}],
    ['that it has', 'web', ['old'], {}],
    ['that it has, even if another one wants it, too', 'web', ['old'], { db: new Set([key]) }],
    ['of a target that is gone', 'old', ['old'], {}],
    ['that the other target does not want any more', 'db', ['old'], { db: other }],
  ])('%s', (_what, label, gone, wants) => {
    expect(told(label, gone, wants)).toBeUndefined();
  });
});

describe('a target may not have an object', () => {
  it.each<[string, string | undefined, string[], Record<string, ReadonlySet<string>>, string]>([
    [
      'that another one has, for all that is known',
      'db',
      ['old'],
      {},
      'the target "db" has the same object',
    ],
    [
      'that another one has and wants',
      'db',
      ['old'],
      { db: new Set([key]) },
      'the target "db" has the same object',
    ],
    [
      'of a target that nobody here knows',
      'strange',
      ['old'],
      {},
      'the target "strange" has the same object',
    ],
    [
      'that another one wants, too, while nobody has it',
      undefined,
      ['old'],
      { db: new Set([key]) },
      'the target "db" produces the same object',
    ],
    [
      'of a target that is gone, when another one wants it, too',
      'old',
      ['old'],
      { db: new Set([key]), web: new Set([key]) },
      'the target "db" produces the same object',
    ],
  ])('%s', (_what, label, gone, wants, expected) => {
    expect(told(label, gone, wants)).toBe(expected);
  });
});
