import { InvalidInputError } from '../../model/errors.ts';
import type { Clock } from '../../model/ports/clock.ts';

/** Throws where it is time to stop: asked before each piece of work that takes long. */
export type GoOn = () => void;

/** `patience` is in milliseconds from now; endless where unset. */
export function goingOn(
  clock: Pick<Clock, 'now'>,
  patience: number | undefined,
  signal: AbortSignal | undefined,
): GoOn {
  const end = clock.now() + (patience ?? Number.POSITIVE_INFINITY);
  return () => {
    signal?.throwIfAborted();
    if (clock.now() > end) throw tookTooLong(patience);
  };
}

function tookTooLong(patience = 0): InvalidInputError {
  return new InvalidInputError([
    {
      code: 'ADOPTION_TOO_LONG',
      position: undefined,
      subject: 'adopting drift',
      what: `took longer than ${Math.round(patience / 1000)}s, so nothing was adopted`,
      advice: 'adopt one target, object or field at a time with tidewatch adopt',
    },
  ]);
}
