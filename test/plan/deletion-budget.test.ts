import { describe, expect, it } from 'vitest';
import type { ObjectId } from '../../src/model/object-id.ts';
import { budgetReasons, defaultDeletionBudget } from '../../src/plan/deletion-budget.ts';

function objects(count: number, kind = 'ConfigMap', group = ''): ObjectId[] {
  return Array.from({ length: count }, (_, index) => ({
    group,
    kind,
    namespace: 'a',
    name: `${index}`,
  }));
}

describe('deletions', () => {
  it.each([
    [0, 0],
    [0, 100],
    [3, 10],
    [10, 100],
  ])('fit the budget: %i of %i', (count, recorded) => {
    expect(budgetReasons(objects(count), recorded, defaultDeletionBudget)).toEqual([]);
  });

  it.each([
    [11, 100, ['11 objects are to be deleted, and 10 may be unasked']],
    [4, 13, ['4 of 13 objects are to be deleted, and 30 % may be unasked']],
    [1, 1, ['1 of 1 objects are to be deleted, and 30 % may be unasked']],
    [
      20,
      20,
      [
        '20 objects are to be deleted, and 10 may be unasked',
        '20 of 20 objects are to be deleted, and 30 % may be unasked',
      ],
    ],
  ])('need approval: %i of %i', (count, recorded, reasons) => {
    expect(budgetReasons(objects(count), recorded, defaultDeletionBudget)).toEqual(reasons);
  });

  it.each([
    ['apps', 'StatefulSet'],
    ['', 'PersistentVolumeClaim'],
    ['', 'PersistentVolume'],
    ['', 'Namespace'],
    ['apiextensions.k8s.io', 'CustomResourceDefinition'],
    ['pingcap.com', 'TidbCluster'],
  ])('need approval for a single one of group "%s", kind %s', (group, kind) => {
    expect(budgetReasons(objects(1, kind, group), 1000, defaultDeletionBudget)).toEqual([
      `${kind}/a/0 is never deleted unasked`,
    ]);
  });

  it('of a kind that only bears the name of such a one do not', () => {
    expect(
      budgetReasons(objects(1, 'Namespace', 'example.com'), 1000, defaultDeletionBudget),
    ).toEqual([]);
  });
});
