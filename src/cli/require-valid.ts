import { InvalidInputError } from '../model/errors.ts';
import { expandAll } from './expand-all.ts';
import type { LocalTargets } from './local-targets.ts';

/**
 * Throws `InvalidInputError` with every problem of the targets that are not
 * suspended: what people hand to a verb is deployed whole or not at all, and no
 * server is asked before it is known to be sound.
 */
export async function requireValid({ layout, ...local }: LocalTargets): Promise<void> {
  const targets = layout.targets.filter(({ suspend }) => !suspend);
  const { problems } = await expandAll({ ...local, layout: { ...layout, targets } });
  if (problems.length > 0) throw new InvalidInputError(problems);
}
