import type { Problem } from '../model/errors.ts';
import { targetLabel } from '../model/identity.ts';
import type { Manifest, Rendered } from '../model/manifest.ts';
import { formatObjectId, objectIdOf, objectKey } from '../model/object-id.ts';

/** What is known of the other targets. */
export interface OtherTargets {
  /** Targets that are known to have left Git: the only ones whose objects may be taken unasked. */
  readonly gone: ReadonlySet<string>;
  /** What other targets want at this revision, as `objectKey`s, as far as it is known. */
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
  // A target that nobody here knows may be another agent's: it counts as there.
  const holder =
    label !== undefined && !others.gone.has(label) && others.wants.get(label)?.has(key) !== false
      ? label
      : undefined;
  const rival = holder ?? otherWanting(key, target, others);
  if (rival === undefined) return undefined;
  return {
    code: 'OWNED_BY_OTHER_TARGET',
    position: provenance.object,
    subject: formatObjectId(id),
    what: `the target "${rival}" ${holder === undefined ? 'produces' : 'has'} the same object`,
    advice:
      holder === undefined
        ? 'let only one of the two targets produce it'
        : `let only one of the two targets produce it, or take the label ${targetLabel} off the object if that target is no more`,
  };
}
