import type { Clock } from '../../../model/ports/clock.ts';
import { createPauses } from './pauses.ts';

/** The last words that each place refused, with HTTP 422 for one: the same are not offered to it again for a while. */
export interface RefusedWords {
  add(place: string, words: string): void;
  has(place: string, words: string): boolean;
}

/** `patience`: milliseconds. */
export function createRefusedWords(clock: Pick<Clock, 'now'>, patience: number): RefusedWords {
  const refused = new Map<string, string>();
  const pauses = createPauses(clock, patience);
  return {
    add(place, words) {
      refused.set(place, words);
      pauses.begin(place);
    },
    has: (place, words) => refused.get(place) === words && pauses.has(place),
  };
}
