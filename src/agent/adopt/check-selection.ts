import { formatProblem, InvalidInputError, type Problem } from '../../model/errors.ts';
import { formatObjectId, type ObjectId } from '../../model/object-id.ts';
import type { Target } from '../../model/target.ts';
import { type Selection, selectsObject, selectsTarget } from './selection.ts';

/** More names than this are counted. */
const mostNamed = 10;

/** The targets that are selected. Throws `InvalidInputError` for a name that none has. */
export function selectedTargets(
  selection: Selection,
  targets: readonly Target[],
): readonly Target[] {
  const { target: name } = selection;
  const selected = targets.filter((target) => selectsTarget(selection, target.name));
  if (name === undefined || selected.length > 0) return selected;
  const names = targets.map((target) => target.name);
  throw unknown('UNKNOWN_TARGET', name, 'there is no such target', names);
}

/** Throws `InvalidInputError` where an object is selected that none of these is. */
export function requireKnownObject(selection: Selection, ids: readonly ObjectId[]): void {
  const { object } = selection;
  if (object === undefined || ids.some((id) => selectsObject(selection, id))) return;
  const names = ids.map(formatObjectId).sort();
  throw unknown('UNKNOWN_OBJECT', object, 'no selected target has such an object', names);
}

/** Why the drift of a target is not looked at; `undefined` where it is. */
export function refusalOfTarget({ name, position, suspend, blocked }: Target): Problem | undefined {
  const common = { position, subject: name };
  const [first] = blocked;
  if (first !== undefined) {
    const what = `it is blocked, so nobody looks at its drift: ${formatProblem(first)}`;
    return { ...common, code: 'TARGET_BLOCKED', what, advice: 'repair that first' };
  }
  if (!suspend) return undefined;
  const what = 'it is suspended in Git, so nobody looks at its drift';
  return { ...common, code: 'TARGET_SUSPENDED', what, advice: 'resume it first' };
}

/** Where nothing was applied under a name, nothing that is live can be drift. */
export function neverApplied({ name, position }: Target): Problem {
  return {
    code: 'NO_INVENTORY',
    position,
    subject: name,
    what: 'the cluster has no record of a target of that name, so drift cannot be told',
    advice:
      'apply it first; where an agent keeps several repositories deployed, and its targets have other names, use adopt with --push and its settings',
  };
}

function unknown(
  code: string,
  subject: string,
  what: string,
  names: readonly string[],
): InvalidInputError {
  const more = names.length > mostNamed ? ` and ${names.length - mostNamed} more` : '';
  const known = names.length === 0 ? 'nothing' : names.slice(0, mostNamed).join(', ');
  const advice = `choose of ${known}${more}`;
  return new InvalidInputError([{ code, position: undefined, subject, what, advice }]);
}
