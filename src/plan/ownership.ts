import type { Problem } from '../model/errors.ts';
import { targetLabel } from '../model/identity.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey } from '../model/object-id.ts';

/** What is known of the other targets. */
export interface OtherTargets {
  /** Every target that Git declares now: an object of another one of these is not taken. */
  readonly known: ReadonlySet<string>;
  /** What other targets want at this revision, as `objectKey`s, for each that could be rendered. */
  readonly wants: ReadonlyMap<string, ReadonlySet<string>>;
}

/** The other target that wants an object at this revision. */
export function otherWanting(
  key: string,
  target: string,
  { wants }: OtherTargets,
): string | undefined {
  return wants.entries().find(([name, keys]) => name !== target && keys.has(key))?.[0];
}

/**
 * Why a target may not have an object: another one has it and still wants it,
 * or both want it and nobody has it. An object moves only when its old target
 * is gone, or is known not to want it any more.
 */
export function ownershipProblem(
  { manifest, provenance }: Rendered,
  live: Manifest | undefined,
  target: string,
  others: OtherTargets,
): Problem | undefined {
  const id = objectIdOf(manifest);
  const key = objectKey(id);
  const label = live?.metadata.labels?.[targetLabel];
  if (label === target) return undefined;
  const holder =
    label !== undefined && others.known.has(label) && others.wants.get(label)?.has(key) !== false
      ? label
      : undefined;
  const rival = holder ?? otherWanting(key, target, others);
  if (rival === undefined) return undefined;
  return {
    code: 'OWNED_BY_OTHER_TARGET',
    position: provenance.object,
    subject: formatObjectId(id),
    what: `the target "${rival}" ${holder === undefined ? 'produces' : 'has'} the same object`,
    advice: 'let only one of the two targets produce it',
  };
}
