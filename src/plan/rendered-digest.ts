import type { Desired } from './desired.ts';
import { desiredDigest } from './digest.ts';

/** The digest of everything that a target renders, hooks with it. */
export function renderedDigest({ objects, hooks }: Pick<Desired, 'objects' | 'hooks'>): string {
  return desiredDigest([...objects, ...hooks].map(({ manifest }) => manifest));
}
