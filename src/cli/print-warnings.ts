import { formatProblem, type Problem } from '../model/errors.ts';
import type { Io } from './io.ts';

export function printWarnings(warnings: readonly Problem[], io: Io): void {
  for (const warning of warnings) io.stderr(`warning: ${formatProblem(warning)}\n`);
}
