import type { Io } from './io.ts';

/** Names the targets that one pass did not attempt, and why. */
export function printHeld(held: readonly string[], io: Io): void {
  const reason = io.signal.aborted
    ? 'the pass was told to stop'
    : 'a target it depends on is not ready';
  for (const name of held) io.stderr(`${name}: not attempted, because ${reason}\n`);
}
