import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder of this program's package: `base/` and `overlays/` are in it. */
export function packageFolder(from = import.meta.dirname): string {
  // The bundle and the sources lie at different depths below it.
  if (existsSync(join(from, 'package.json'))) return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('this program lies outside of any package');
  return packageFolder(parent);
}
