import type { Clock } from '../../../model/ports/clock.ts';

/** What is left alone for a while, by name. */
export interface Pauses {
  begin(name: string): void;
  has(name: string): boolean;
}

/** `length`: milliseconds. */
export function createPauses(clock: Pick<Clock, 'now'>, length: number): Pauses {
  const ends = new Map<string, number>();
  return {
    begin: (name) => ends.set(name, clock.now() + length),
    has(name) {
      const end = ends.get(name);
      if (end === undefined || clock.now() < end) return end !== undefined;
      ends.delete(name);
      return false;
    },
  };
}
