import type { Clock } from '../../model/ports/clock.ts';
import { formatTime } from './metadata.ts';
import type { Store } from './store.ts';
import type { TypeCatalog } from './type-catalog.ts';

/** All state of a cluster. */
export interface Registry {
  readonly store: Store;
  readonly types: TypeCatalog;
  readonly clock: Clock;
  /** A new random UID. */
  newUid(): string;
  /** A new random suffix for `generateName`. */
  newSuffix(): string;
}

/** The time now, as objects hold it. */
export function timeNow(registry: Pick<Registry, 'clock'>): string {
  return formatTime(registry.clock.now());
}
