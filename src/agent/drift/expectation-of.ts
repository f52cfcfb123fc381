import { objectIdOf, objectKey } from '../../model/object-id.ts';
import type { PlannedTarget } from '../plan-target.ts';
import type { Expectation } from './drift-tracker.ts';

/** What a plan will have made of a target. */
export function expectationOf(
  target: string,
  { plan, desired }: Pick<PlannedTarget, 'plan' | 'desired'>,
): Expectation {
  const planned = new Map(
    plan.phases
      .flatMap(({ waves }) => waves)
      .flatMap(({ stages }) => stages)
      .flatMap(({ objects }) => objects)
      .map(({ id, action }) => [objectKey(id), action]),
  );
  const { recorded, applied, retained } = plan.inventory;
  const left = plan.skips.filter(({ reason }) => reason.code === 'DRIFT_LEFT_ALONE');
  return {
    target,
    objects: desired.objects.flatMap((object) => {
      const action = planned.get(objectKey(objectIdOf(object.manifest)));
      return action === undefined ? [] : [{ object, unchanged: action === 'unchanged' }];
    }),
    leftAlone: new Set(left.map(({ id }) => objectKey(id))),
    recorded: new Set([
      ...[...recorded.entries, ...applied, ...retained].map(({ id }) => objectKey(id)),
      ...desired.hooks.map(({ manifest }) => objectKey(objectIdOf(manifest))),
    ]),
  };
}
