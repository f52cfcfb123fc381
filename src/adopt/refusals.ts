import type { Problem } from '../model/errors.ts';
import { formatFieldPath, type Rendered } from '../model/manifest.ts';
import { formatObjectId, type ObjectId } from '../model/object-id.ts';
import { formatPosition, type Position } from '../model/position.ts';
import type { DriftedField } from './drifted-field.ts';

type Reason = Pick<Problem, 'code' | 'what' | 'advice'>;

export function refusal(
  { id, path }: DriftedField,
  position: Position | undefined,
  reason: Reason,
): Problem {
  return { subject: `${formatObjectId(id)}: ${formatFieldPath(path)}`, position, ...reason };
}

export const secretValue: Reason = {
  code: 'SECRET_VALUE',
  what: 'it is a secret, which is not written into Git',
  advice: 'put it where the secrets of this repository are kept, and let the target be applied',
};

export const notFromFiles: Reason = {
  code: 'NOT_FROM_FILES',
  what: 'no file of the target makes it',
  advice: 'let the drift be corrected, or write a patch for it',
};

export function noCounterpart({ kind, name }: ObjectId): Reason {
  return {
    code: 'NO_COUNTERPART',
    what: `it is generated from ${kind} ${name}, and no field of that makes it so`,
    advice: `let it be corrected, or change the ${kind}`,
  };
}

export const severalFiles: Reason = {
  code: 'SET_BY_SEVERAL_FILES',
  what: 'its parts are set in several files, so none of them can have the whole',
  advice: 'write it by hand where it belongs',
};

export const moved: Reason = {
  code: 'MOVED',
  what: 'another edit moves the items of a list that it stands in',
  advice: 'adopt it once that edit is applied',
};

export const noPlace: Reason = {
  code: 'NO_PLACE',
  what: 'where it would be written cannot be told',
  advice: 'write it by hand',
};

export function changesMore(besides: readonly string[]): Reason {
  const shown = besides.slice(0, 3).join(', ');
  const more = besides.length > 3 ? ` and ${besides.length - 3} more` : '';
  return {
    code: 'CHANGES_MORE',
    what: `no edit changes it alone: the one that fits would change ${shown}${more}, too`,
    advice: 'write it by hand, or adopt what drifted there as well',
  };
}

/** Where a patch does not last, because something later in the build sets the field. */
export function computed(position: Position | undefined): Reason {
  const where = position === undefined ? '' : ` from ${formatPosition(position)}`;
  return {
    code: 'COMPUTED',
    what: `the build computes it${where}, after all patches`,
    advice: 'change what it is computed from',
  };
}

/** Why a deleted object, or one that Git never had, is not adopted. */
export function wholeObject(kind: 'deleted' | 'foreign', id: ObjectId, at: Position | undefined) {
  const reason =
    kind === 'deleted'
      ? {
          code: 'DELETED_OBJECT',
          what: 'it was deleted, and leaving it out of Git is for people to decide',
          advice: 'remove it from its kustomization, or let it be made again',
        }
      : {
          code: 'FOREIGN_OBJECT',
          what: 'Git never had it',
          advice: 'commit it as a resource, or delete it',
        };
  return { subject: formatObjectId(id), position: at, ...reason } satisfies Problem;
}

/** Where a rendered field comes from. */
export function sourceOf({ provenance }: Rendered, { path }: DriftedField): Position | undefined {
  return provenance.field(path) ?? provenance.object;
}
