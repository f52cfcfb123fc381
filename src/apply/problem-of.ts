import { messageOf, type Problem, TidewatchError } from '../model/errors.ts';
import { formatObjectId } from '../model/object-id.ts';
import { UnavailableError } from '../model/ports/cluster-errors.ts';
import type { PlannedObject, PlannedPrune } from '../plan/plan.ts';

/** What was thrown, as a problem of an object where it is about one. */
export function problemOf(
  thrown: unknown,
  object?: Pick<PlannedObject, 'id' | 'position'> | Pick<PlannedPrune, 'id'>,
): Problem {
  const subject = object === undefined ? undefined : formatObjectId(object.id);
  const message = messageOf(thrown);
  const prefix = `${subject}: `;
  return {
    code: thrown instanceof TidewatchError ? thrown.code : 'UNEXPECTED',
    position: object !== undefined && 'position' in object ? object.position : undefined,
    subject,
    // Errors of the cluster name the object themselves.
    what: message.startsWith(prefix) ? message.slice(prefix.length) : message,
    advice:
      thrown instanceof UnavailableError
        ? 'check the API server; what is not done yet is tried again'
        : 'correct what the message names; what is not done yet is tried again',
  };
}
