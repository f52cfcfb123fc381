import type { Problem } from '../model/errors.ts';
import type { Collected, Found } from './collect-declarations.ts';
import { settleSource } from './settle-sources.ts';

/**
 * Blocks what a blocked target declares, by key: as long as the target is not
 * built as it asks, what its objects say cannot be trusted.
 */
export function blockedParents({
  found,
  sources,
}: Collected): ReadonlyMap<string, readonly Problem[]> {
  const inherited = new Map<string, readonly Problem[]>();
  const open = [...found.values()].filter(
    ({ declaration, blocked }) =>
      blocked.length > 0 || settleSource(declaration, sources, false).blocked.length > 0,
  );
  for (const parent of open) {
    for (const key of parent.declares) {
      const child = found.get(key);
      if (child === undefined || inherited.has(key) || open.includes(child)) continue;
      inherited.set(key, [problemOf(child, parent)]);
      open.push(child);
    }
  }
  return inherited;
}

function problemOf({ declaration }: Found, parent: Found): Problem {
  return {
    code: 'PARENT_BLOCKED',
    position: declaration.position,
    subject: declaration.subject,
    what: `is declared by ${parent.declaration.subject}, which is blocked`,
    advice: 'repair that one first',
  };
}
